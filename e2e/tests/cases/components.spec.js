import { expect, test } from './stage.js';

test('F-43 F-45 F-46 C-142 C-148: Svelte 5 and legacy components, on the server and hydrated', async ({
	app,
	page
}) => {
	await app.open('/components');
	await expect(page).toHaveTitle('components');
	await expect(page.locator('meta[name=description]')).toHaveCount(1);
	await expect(page.getByRole('listitem')).toHaveText(['a', 'b', 'c']);
	await expect(page.getByTestId('legacy-layout')).toHaveText('1 null no n');
	await expect(page.getByTestId('html').locator('b')).toHaveText('bold');
	await expect(page.getByTestId('legacy')).toHaveText(`legacy bound 2 dark ${app.scripts}`);
	await expect(page.getByTestId('legacy')).toHaveCSS('color', 'rgb(1, 2, 3)');
	await expect(page.getByTestId('aside')).toHaveText('2');
	await expect(page.getByTestId('slotted')).toHaveText('slotted');
	await expect(page.getByTestId('boundary')).toHaveText('whole');
	await expect(page.getByTestId('key')).toHaveText('5');
	for (const name of ['transition', 'bound', 'html', 'legacy', 'key', 'boundary']) {
		await expect(page.getByTestId(name)).toHaveCount(1);
	}
});

test('F-45 F-46: and alive', { tag: '@js' }, async ({ app, expected, page }) => {
	expected.push(/inside/);
	await app.open('/components');
	await app.mark();
	await expect(page.getByTestId('await')).toHaveText('later');
	await expect(page.getByTestId('actions')).toHaveAttribute('data-attached', 'yes');
	await page.getByLabel('bound').fill('typed');
	await expect(page.getByTestId('bound')).toHaveText('typed');
	await expect(page.getByTestId('actions')).toHaveAttribute('data-acted', 'typed');
	await expect(page.getByTestId('legacy')).toHaveText('legacy typed 2 dark true');

	const count = page.getByRole('button', { name: 'Count' });
	await count.click();
	await expect(page.getByTestId('legacy')).toHaveText('legacy clicked 3 dark true');
	await count.click();
	await expect(page.getByTestId('aside')).toHaveText('4');
	await expect(page.getByTestId('many')).toHaveText('2');

	await page.getByRole('button', { name: 'Toggle' }).click();
	await expect(page.getByTestId('transition')).toHaveCount(0);
	await page.getByRole('button', { name: 'Break' }).click();
	await expect(page.getByTestId('boundary')).toHaveText('caught Internal Error');

	await page.getByRole('button', { name: 'Send' }).click();
	await expect(page.getByTestId('prop')).toContainText('hello');
	await expect(page.getByTestId('legacy-layout')).toContainText('"text":"hello"');
	await app.enhanced();
});

test(
	'F-44: a component stays while its node does, and its props change',
	{ tag: '@js' },
	async ({ stage, page }) => {
		await stage.open('/uses/params/1/1');
		await page.evaluate(() => document.querySelector('h1').setAttribute('data-same', ''));
		await page.evaluate(() => window.kit.goto('/uses/params/2/1'));
		await expect(page.getByTestId('data')).toContainText('"a":"2"');
		await expect(page.locator('h1[data-same]')).toHaveCount(1);
	}
);

test.describe('without JavaScript', () => {
	test('C-160 C-162 C-71: what a native post shows, and a new visit does not', async ({
		app,
		expected,
		page
	}) => {
		await app.open('/attach');
		await page.getByRole('form', { name: 'bare' }).getByRole('button').click();
		await expect(page.getByTestId('prop')).toContainText('bare');
		await expect(page.getByTestId('status')).toHaveText('200');
		await expect(page).toHaveURL(app.scripts ? '/attach' : '/attach?/ok');
		await app.open('/attach');
		await expect(page.getByTestId('prop')).toHaveText('null');
	});

	test('C-161: csr = false: no script at all, and enhance is inert', async ({ page }) => {
		await page.goto('/plain');
		expect(await page.locator('script, link[rel=modulepreload]').count()).toBe(0);
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page).toHaveURL('/plain?/ok');
		await expect(page.getByTestId('prop')).toContainText('hello');
	});

	test('C-80 C-208: a GET form without scripts', async ({ page }) => {
		await page.goto('/plain');
		await page.getByRole('button', { name: 'Search' }).click();
		await expect(page).toHaveURL('/c?x=1');
		await expect(page.locator('h1')).toHaveText('c');
	});

	for (const [query, heading] of [
		['leaf=error', 'deep error'],
		['deep=error', 'err error'],
		['outer=error', 'root error']
	]) {
		test(`C-163 C-120: ${query}: the same error page`, async ({ app, expected, page }) => {
			expected.push(/status of 418/);
			const response = await app.open(`/err/deep/leaf?${query}`);
			expect(response?.status()).toBe(418);
			await expect(page.locator('h1')).toHaveText(heading);
		});
	}
});
