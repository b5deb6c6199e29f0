import { violations } from '../access.js';
import { email, expect, failedWith, test } from '../browser.js';
import { enter, registered } from './people.js';

const pages = [
	'/',
	'/guestbook',
	'/login',
	'/todos',
	'/preferences',
	'/wordcount',
	'/search',
	'/search?q=form',
	'/avatar',
	'/errors',
	'/plain',
	'/no/such/page'
];

// axe is a script, so it runs where scripts do; what it looks at is the same markup in both worlds.
test.describe('accessibility', { tag: '@js' }, () => {
	for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
		for (const path of pages) {
			test(`C-132 C-163 axe: ${path}, ${colorScheme}`, async ({ app, expected, page }) => {
				expected.push(failedWith(404));
				await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
				if (path === '/plain') await page.goto(path);
				else await app.open(path);
				expect(await violations(page)).toEqual([]);
			});
		}
	}

	test('C-203 axe: after a failure', async ({ app, expected, page }) => {
		expected.push(failedWith(400));
		await app.open('/login');
		await enter(page, 'Log in', email(), 'wrong horse');
		await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible();
		expect(await violations(page)).toEqual([]);
	});

	test('C-200 axe: after a success, logged in', async ({ app, page }) => {
		await registered(app);
		await app.open('/account');
		await page.getByLabel('Display name').fill('Ada');
		await page.getByRole('button', { name: 'Save' }).click();
		await expect(page.getByText('Saved: your name is Ada now.')).toBeVisible();
		expect(await violations(page)).toEqual([]);
	});

	test('C-209 axe: a list with its small forms', async ({ app, page }) => {
		await app.open('/todos');
		for (const text of ['one', 'two']) {
			await page.getByLabel('New to-do').fill(text);
			await page.getByRole('button', { name: 'Add' }).click();
			await expect(page.getByRole('listitem').filter({ hasText: text })).toBeVisible();
		}
		await page.getByRole('button', { name: 'Done: one' }).click();
		await expect(page.getByRole('button', { name: 'Done: one' })).toHaveAttribute('aria-pressed', 'true');
		expect(await violations(page)).toEqual([]);
	});

	test('C-213 axe: an open dialog', async ({ app, page }) => {
		await app.open('/preferences');
		await page.getByRole('button', { name: 'Reset…' }).click();
		await expect(page.getByRole('dialog')).toBeVisible();
		expect(await violations(page)).toEqual([]);
	});

	test('C-54 axe: an error page', async ({ app, expected, page }) => {
		expected.push(failedWith(418));
		await app.open('/errors');
		await page.getByRole('button', { name: 'Ask the teapot' }).click();
		await expect(page.getByRole('heading', { name: 'This pot only makes tea.' })).toBeVisible();
		expect(await violations(page)).toEqual([]);
	});
});
