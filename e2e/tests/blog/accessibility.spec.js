import { expect, failedWith, test, unique } from '../browser.js';
import { reach, violations } from '../access.js';
import { atTheDesk, PASSWORD, reading } from './people.js';

test.use({ served: 'E2E_BLOG_URL' });

const POST = '/posts/the-post-office-at-the-harbour';

test.describe('axe', { tag: '@js' }, () => {
	for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
		test(`C-132: for readers, ${colorScheme}`, async ({ app, expected, page }) => {
			expected.push(failedWith(404), failedWith(400));
			test.slow(); // many pages
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			for (const path of ['/', '/?page=2', POST, '/login?redirectTo=/admin', '/register', '/nowhere']) {
				await app.open(path);
				expect(await violations(page), path).toEqual([]);
			}
			await reading(app, POST);
			await page.getByRole('button', { name: 'Send' }).click();
			await expect(page.getByText('Please write something.')).toBeVisible();
			expect(await violations(page), 'a comment with a mistake').toEqual([]);
		});

		test(`C-132: for editors, ${colorScheme}`, async ({ app, page }) => {
			test.slow(); // many pages
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			await atTheDesk(app);
			expect(await violations(page), 'the list').toEqual([]);
			await page.getByRole('link', { name: 'Delete' }).first().click();
			await expect(page.getByRole('dialog')).toBeVisible();
			expect(await violations(page), 'the question').toEqual([]);
			for (const path of ['/admin/new', '/admin/posts/1', '/admin/posts/1/delete']) {
				await app.open(path);
				expect(await violations(page), path).toEqual([]);
			}
		});
	}
});

test('C-131: registering and commenting by keyboard alone', async ({ app, page }) => {
	const text = unique('by keyboard');
	await app.open(POST);
	await reach(page, page.getByRole('link', { name: 'Log in to write a comment' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/login/);
	await app.hydrated();
	await reach(page, page.getByRole('link', { name: 'Register' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/register/);
	await app.hydrated();
	await reach(page, page.getByLabel('E-mail'));
	await page.keyboard.type(`${unique('kim')}@example.com`);
	await reach(page, page.getByLabel(/^Password/));
	await page.keyboard.type(PASSWORD);
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(POST);
	await app.hydrated();
	await reach(page, page.getByLabel(/^Your comment/));
	await page.keyboard.type(text);
	await reach(page, page.getByRole('button', { name: 'Send' }));
	await page.keyboard.press('Space');
	const own = page.getByRole('listitem').filter({ hasText: text });
	await expect(own).toBeVisible();
	await app.hydrated();
	await reach(page, own.getByRole('button', { name: 'Delete' }));
	await page.keyboard.press('Enter');
	await expect(own).not.toBeAttached();
});
