import { failedWith } from '../browser.js';
import { expect, test } from './stage.js';

test.describe('how long form lives', { tag: '@js' }, () => {
	const leave = {
		link: (page) => page.getByRole('link', { name: '/d', exact: true }).click(),
		goto: (page) => page.evaluate(() => window.kit.goto('/d')),
		'GET form': (page) =>
			page.evaluate(() => {
				const form = document.createElement('form');
				form.action = '/d';
				document.body.append(form);
				form.requestSubmit();
			})
	};
	for (const [name, go] of Object.entries(leave)) {
		test(`C-71: ${name} drops it, and going back does not bring it again`, async ({ app, stage, page }) => {
			await stage.open('/c');
			await stage.simple('?/ok');
			await stage.send();
			await stage.answered('hello');
			await go(page);
			await expect(page.getByRole('heading')).toHaveText('d');
			await stage.received(null, 200);
			await expect(page.getByTestId('prop')).toHaveText('null');
			await page.goBack();
			await expect(page.getByRole('heading')).toHaveText('c');
			await stage.received(null, 200);
			await app.enhanced();
		});
	}

	for (const call of ['refreshAll', 'invalidateAll']) {
		test(`C-71 C-109: ${call}() with loads: the prop stays, page.form goes`, async ({
			expected,
			stage,
			page
		}) => {
			expected.push(/invalidateAll/);
			await stage.open('/c');
			await stage.simple('?/ok');
			await stage.send();
			await stage.answered('hello');
			const before = String(await stage.stamp());
			await page.evaluate((call) => window.kit[call](), call);
			await expect(page.getByTestId('stamp')).not.toHaveText(before);
			await stage.answered('hello');
			await stage.received(null, 200);
		});
	}

	test('C-71: refreshAll() without any load: everything stays', async ({ stage, page }) => {
		await stage.open('/e');
		await stage.simple('?/ok');
		await stage.send();
		await stage.answered('hello');
		await page.evaluate(() => window.kit.refreshAll());
		await stage.received({ text: 'hello', entries: [['text', 'hello']] }, 200);
		await stage.answered('hello');
	});

	test('C-71 C-157 C-158: shallow routing keeps it, and changes where a result belongs', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await stage.simple('?/ok');
		await stage.send();
		await stage.answered('hello');
		await page.evaluate(() => window.kit.pushState('/c?shallow', {}));
		await expect(page).toHaveURL('/c?shallow');
		await stage.answered('hello');
		await stage.received({ text: 'hello', entries: [['text', 'hello']] }, 200);
		await stage.simple('?/ok', undefined, 'again');
		await stage.send();
		await stage.answered('again');
	});

	test('C-71: an error in place leaves the layout its form prop, and page.form is null', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(418));
		await stage.open('/c');
		await stage.simple('?/ok');
		await stage.send();
		await stage.answered('hello');
		await stage.simple('?/error');
		await stage.send();
		await expect(page.getByRole('heading')).toHaveText('c error');
		await expect(page.getByTestId('layout')).toContainText('hello');
		await stage.received(null, 418);
	});
});
