import { failedWith } from '../browser.js';
import { expect, test } from '../cases/stage.js';

test.use({ served: 'E2E_PACKAGES_URL' });

test('F-2 C-1: superforms with zod, with and without scripts', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await app.open('/superforms/zod');
	await app.mark();
	await page.getByLabel('Name').fill('x');
	await page.getByLabel('E-mail').fill('nope');
	await page.getByRole('button', { name: 'Sign up' }).click();
	await expect(page.getByText('name: too short')).toBeVisible();
	await expect(page.getByText('email: not an address')).toBeVisible();
	await expect(page.getByLabel('E-mail')).toHaveValue('nope');

	await page.getByLabel('Name').fill('Ada');
	await page.getByLabel('E-mail').fill('taken@example.com');
	await page.getByRole('button', { name: 'Sign up' }).click();
	await expect(page.getByText('email: already in use')).toBeVisible();

	await page.getByLabel('E-mail').fill('ada@example.com');
	await page.getByLabel('Age').fill('36');
	await page.getByLabel('Tag 1').fill('engines');
	await page.getByRole('button', { name: 'Sign up' }).click();
	await expect(page.locator('p[role=status]')).toHaveText('Welcome, Ada: 36, a+engines');
	await app.enhanced();
});

test('F-2 C-44: superforms redirects', async ({ app, page }) => {
	await app.open('/superforms/valibot');
	await app.mark();
	await page.getByLabel('E-mail').fill('ada@example.com');
	await page.getByLabel('Password').fill('right password');
	await page.getByRole('button', { name: 'Log in' }).click();
	await expect(page.getByRole('heading', { name: 'Sign up' })).toBeVisible();
	await app.enhanced();
});

test.describe('packages in the browser', { tag: '@js' }, () => {
	test('F-2: superforms validates in the browser, and sends devalue', async ({ app, expected, page }) => {
		expected.push(failedWith(401));
		await app.open('/superforms/valibot');
		let posts = 0;
		page.on('request', (request) => (posts += request.method() === 'POST' ? 1 : 0));
		await page.getByLabel('Password').fill('short');
		await page.getByRole('button', { name: 'Log in' }).click();
		await expect(page.getByText('password: too short')).toBeVisible();
		await expect(page.getByText('1 errors')).toBeVisible();
		expect(posts).toBe(0);

		await page.getByLabel('Password').fill('wrong password');
		const sent = page.waitForRequest((request) => request.method() === 'POST');
		await page.getByRole('button', { name: 'Log in' }).click();
		expect((await sent).postData()).toContain('__superform_json');
		await expect(page.getByRole('alert')).toHaveText('wrong e-mail or password');
	});

	test('F-2: superforms knows what was changed', async ({ app, page }) => {
		await app.open('/superforms/zod');
		await expect(page.locator('output')).toHaveText('unchanged');
		await page.getByLabel('Name').fill('Ada');
		await expect(page.locator('output')).toHaveText('changed');
	});

	test('F-2: components of bits-ui and icons of lucide', async ({ app, page }) => {
		await app.open('/components');
		await expect(page.getByLabel('heart')).toBeVisible();
		await page.getByRole('button', { name: 'First' }).click();
		await expect(page.getByText('What is inside')).toBeVisible();
		await page.getByRole('checkbox').click();
		await expect(page.getByRole('checkbox')).toHaveText('yes');
		await page.getByRole('button', { name: 'Open' }).click();
		await expect(page.getByRole('dialog')).toContainText('A dialog');
		await page.keyboard.press('Escape');
		await expect(page.getByRole('dialog')).toBeHidden();
	});
});
