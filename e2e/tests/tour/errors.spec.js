import { expect, failedWith, test } from '../browser.js';

test('C-54 S-51 S-53: error(…) in an action: the page’s own error page, inside the layout', async ({
	app,
	expected,
	page
}) => {
	expected.push(failedWith(418));
	await app.open('/errors');
	await app.mark();
	const answer = page.waitForResponse((response) => response.request().method() === 'POST');
	await page.getByRole('button', { name: 'Ask the teapot' }).click();

	expect((await answer).status()).toBe(418);
	await expect(page.getByRole('heading', { name: 'This pot only makes tea.' })).toBeVisible();
	await expect(page.getByText('That was on purpose.')).toBeVisible();
	await expect(page.getByRole('navigation')).toBeVisible();
	await expect(page).toHaveURL(app.scripts ? '/errors' : '/errors?/expected');
	await app.enhanced();
	await app.received(null, 418);
});

test('C-71: after it the form is back', async ({ app, expected, page }) => {
	expected.push(failedWith(418));
	await app.open('/errors');
	await app.mark();
	await page.getByRole('button', { name: 'Ask the teapot' }).click();
	await page.getByRole('link', { name: 'Try another one' }).click();
	await expect(page.getByRole('button', { name: 'Ask the teapot' })).toBeVisible();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('When it goes wrong');
	await app.enhanced();
	await app.received(null, 200);
});

test('S-76 S-77 S-82: an accident: nothing of it is told but what handleError says', async ({
	app,
	expected,
	page
}) => {
	expected.push(failedWith(500));
	await app.open('/errors');
	await app.mark();
	const answer = page.waitForResponse((response) => response.request().method() === 'POST');
	await page.getByRole('button', { name: 'Ask the broken machine' }).click();

	await expect(page.getByRole('heading', { name: 'Something broke on our side.' })).toBeVisible();
	await expect(page.getByText(/look for [0-9a-f]{8}/)).toBeVisible();
	expect(await (await answer).text()).not.toContain('secret of the kitchen');
	await app.enhanced();
	await app.received(null, 500);
});

test('F-92 S-26: an unknown address: the root error page', async ({ app, expected, page }) => {
	expected.push(failedWith(404));
	const response = await app.open('/no/such/page');
	expect(response?.status()).toBe(404);
	await expect(page.getByRole('heading', { name: 'Not Found' })).toBeVisible();
	await expect(page.getByText('Nothing of this tour is at /no/such/page.')).toBeVisible();
	await page.getByRole('link', { name: 'Back to the start' }).click();
	await expect(page).toHaveURL('/');
});
