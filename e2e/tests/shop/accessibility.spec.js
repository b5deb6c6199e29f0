import { expect, failedWith, test } from '../browser.js';
import { reach, violations } from '../access.js';
import { ADDRESS, filled } from './baskets.js';

test.use({ served: 'E2E_SHOP_URL' });

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
	test(`C-132: axe, ${colorScheme}`, { tag: '@js' }, async ({ app, context, expected, page }) => {
		expected.push(failedWith(404), failedWith(400));
		test.slow(); // many pages
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await filled(context, { 1: '2', 2: '1' });
		for (const path of ['/', '/products/mug', '/products/bowl', '/basket', '/checkout', '/nowhere']) {
			await app.open(path);
			expect(await violations(page), path).toEqual([]);
		}
		await app.open('/checkout');
		await page.getByRole('button', { name: /^Order/ }).click();
		await expect(page.getByText('Name is missing.')).toBeVisible();
		expect(await violations(page), 'an order with mistakes').toEqual([]);
	});
}

test('C-131: from the list to an order by keyboard alone', async ({ app, page }) => {
	await app.open('/');
	await reach(page, page.getByRole('button', { name: /Add to basket.*Linen notebook/ }));
	await page.keyboard.press('Enter');
	await expect(page.getByText('In your basket.')).toBeVisible();
	await app.hydrated();
	await reach(page, page.getByRole('banner').getByRole('link', { name: /^Basket/ }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/basket');
	await app.hydrated();
	await reach(page, page.getByRole('button', { name: /One more.*Linen notebook/ }));
	await page.keyboard.press('Space');
	await expect(page.getByTestId('total')).toHaveText('€25.80');
	await app.hydrated();
	await reach(page, page.getByRole('link', { name: 'To the checkout' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/checkout');
	await app.hydrated();
	for (const [label, text] of Object.entries(ADDRESS)) {
		await reach(page, page.getByLabel(label));
		await page.keyboard.type(text);
	}
	await reach(page, page.getByLabel(/I know/));
	await page.keyboard.press('Space');
	await reach(page, page.getByRole('button', { name: /^Order/ }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you');
});
