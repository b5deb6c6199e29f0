import { expect, failedWith, requests, test } from '../browser.js';

test('C-161 F-142 S-59: csr = false: no script, and every form works', async ({ expected, page }) => {
	expected.push(failedWith(400));
	const traffic = requests(page);
	await page.goto('/plain');
	await expect(page.locator('script, link[rel="modulepreload"]')).toHaveCount(0);

	await page.getByLabel('capers').check();
	await page.getByLabel('olives').check();
	await page.getByRole('button', { name: 'Order' }).click();
	await expect(page.getByText('Which size would you like?')).toBeVisible();
	await expect(page.getByLabel('olives')).toBeChecked();
	await expect(page.getByLabel('rocket')).not.toBeChecked();

	await page.getByLabel('medium').check();
	await page.getByRole('button', { name: 'Order' }).click();
	await expect(page.getByText('One medium pizza with olives and capers is on its way.')).toBeVisible();
	await expect(page.locator('script')).toHaveCount(0);
	expect(traffic.seen.filter((request) => request.resourceType() === 'script')).toHaveLength(0);
});

test('C-202 C-161: an enhanced form of the layout is a native one here', async ({ expected, page }) => {
	expected.push(failedWith(400));
	await page.goto('/plain');
	await page.locator('summary', { hasText: 'Log in' }).click();
	await page.getByRole('form', { name: 'Quick log-in' }).getByRole('button').click();
	await expect(page).toHaveURL('/login?/login');
	await expect(page.getByText('Please enter your e-mail address.')).toBeVisible();
});
