import { expect, test } from '../browser.js';

test.use({ served: 'E2E_ASYNC_URL' });

test('F-47: what was awaited on the server hydrates without a mismatch, and stays alive', async ({ app, page }) => {
	await app.open('/?who=ada');
	await app.mark();
	await expect(page).toHaveTitle('Titled');
	await expect(page.locator('#first')).toHaveText('first ada ada');
	await expect(page.locator('#promised')).toHaveText('streamed');
	await expect(page.locator('#double')).toHaveText('0');
	if (!app.scripts) {
		await expect(page.locator('#pending')).toHaveText('pending');
		return;
	}
	await expect(page.locator('#part')).toHaveText('ada ada');
	await expect(page.locator('#pending')).toHaveCount(0);
	await page.getByRole('button', { name: 'Count' }).click();
	await expect(page.locator('#double')).toHaveText('2');
	await app.enhanced();
});

test('F-47: a form of such a page', async ({ page, app }) => {
	await app.open('/');
	await page.locator('[name=text]').fill('typed');
	await page.getByRole('button', { name: 'Send' }).click();
	await expect(page.locator('#form')).toHaveText('typed');
});

test('F-30 F-32: parameters that a matcher converted are the same in the browser', async ({ app, page, expected }) => {
	expected.push(/status of 404/);
	await app.open('/typed/7');
	const types = (/** @type {string} */ types) => Array(4).fill(types).join(', ');
	await expect(page.locator('#types')).toHaveText(types('number undefined'));
	await app.mark();
	await page.getByRole('link', { name: 'next' }).click();
	await expect(page.locator('#number')).toHaveText('8');
	await expect(page.locator('#types')).toHaveText(types('number bigint'));
	await expect(page).toHaveURL('/typed/8/5');
	await page.getByRole('link', { name: 'without' }).click();
	await expect(page.locator('#number')).toHaveText('9');
	await expect(page.locator('#types')).toHaveText(types('number undefined'));
	await app.enhanced();
	await page.getByRole('link', { name: 'none' }).click();
	await expect(page.locator('#error')).toContainText('404');
});
