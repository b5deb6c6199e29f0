import { failedWith, hold } from '../browser.js';
import { expect, test } from '../cases/stage.js';

test.use({ served: 'E2E_KIT2_URL' });

test('C-193 C-200: stores and a legacy page, with and without scripts', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await app.open('/');
	await app.mark();
	await expect(page.getByTestId('form')).toHaveText('null');
	await expect(page.getByTestId('status')).toHaveText('200');
	await expect(page.getByTestId('url')).toHaveText('/');
	await page.locator('[name=text]').fill('');
	await page.getByRole('button', { name: 'Send' }).click();
	await expect(page.getByTestId('form')).toHaveText('{"missing":true}');
	await expect(page.getByTestId('status')).toHaveText('400');
	await app.enhanced();
	await app.hydrated();
	await page.locator('[name=text]').fill('typed');
	await page.getByRole('button', { name: 'Send' }).click();
	await expect(page.getByTestId('answer')).toHaveText('typed');
	await expect(page.getByTestId('status')).toHaveText('200');
});

test.describe('SvelteKit 2', { tag: '@js' }, () => {
	test('C-193: $navigating, and $page after a navigation', async ({ stage, page }) => {
		await stage.open('/tall/1');
		const data = await hold(page, /__data\.json/);
		await page.getByRole('link', { name: 'home' }).click();
		await data.reached;
		await expect(page.getByTestId('navigating')).toContainText('"type":"link"');
		data.release();
		await expect(page.getByTestId('navigating')).toHaveText('null');
		await expect(page.getByTestId('url')).toHaveText('/');
		expect(await page.evaluate(() => window.navigatingHistory)).toEqual(['null', 'link', 'null']);
	});

	test('C-193: $updated', async ({ stage, page }) => {
		await stage.open('/');
		await expect(page.getByTestId('updated')).toHaveText('false');
		await page.route(/version\.json/, (route) => route.fulfill({ json: { version: 'next' } }));
		await page.evaluate(() => dispatchEvent(new FocusEvent('focus')));
		await expect(page.getByTestId('updated')).toHaveText('true');
	});

	test('C-155: export const snapshot of a page', async ({ app, stage, page }) => {
		await stage.open('/');
		const comment = page.getByLabel('comment');
		await comment.fill('half a comment');
		await page.getByRole('link', { name: 'two' }).click();
		await stage.at('tall 2');
		await page.goBack();
		await expect(comment).toHaveValue('half a comment');
		await page.reload();
		await app.hydrated();
		await expect(comment).toHaveValue('half a comment');
	});

	test('F-154: $app/environment', async ({ stage, page }) => {
		await stage.open('/');
		expect(await page.evaluate(() => window.environment)).toEqual({
			browser: true,
			building: false,
			dev: false,
			version: 'kit2',
			assets: '',
			base: ''
		});
	});

	for (const [name, scrolled, focused] of [
		['two', false, false],
		['noscroll', true, false],
		['keepfocus', false, true],
		['reset wins', false, false],
		['off', false, false]
	]) {
		test(`C-86: a link: ${name}`, async ({ stage, page }) => {
			await stage.open('/tall/1');
			const link = page.getByRole('link', { name, exact: true });
			await page.evaluate(() => scrollTo(0, 500));
			await link.evaluate((element) => {
				element.focus({ preventScroll: true });
				element.click();
			});
			await expect(page.locator('h1')).not.toHaveText('tall 1');
			await expect(page.getByTestId('navigating')).toHaveText('null');
			expect(await page.evaluate(() => scrollY)).toBe(scrolled ? 500 : 0);
			await (focused ? expect(link).toBeFocused() : expect(link).not.toBeFocused());
		});
	}

	test('C-86 C-78: noscroll and keepfocus on a GET form', async ({ stage, page }) => {
		await stage.open('/tall/1');
		await stage.put(
			'<form action="/tall/2" data-sveltekit-noscroll data-sveltekit-keepfocus><input name="q" aria-label="mine"><button>Send</button></form>'
		);
		await page.getByLabel('mine').focus();
		await page.evaluate(() => scrollTo(0, 400));
		await page.evaluate(() => document.querySelector('#stage form').requestSubmit());
		await stage.at('tall 2');
		await expect(page.getByTestId('navigating')).toHaveText('null');
		await expect(page.getByLabel('mine')).toBeFocused();
		expect(await page.evaluate(() => scrollY)).toBe(400);
	});

	test('F-31: one module per matcher', async ({ stage, page, expected }) => {
		expected.push(failedWith(404));
		await stage.open('/');
		expect(await page.evaluate(() => window.kit.goto('/tall/abc').catch(() => 'refused'))).toBe('refused');
		expect((await page.goto('/tall/abc'))?.status()).toBe(404);
	});
});
