import { Buffer } from 'node:buffer';
import { expect, failedWith, hold, test, unique } from '../browser.js';
import { reach, violations } from '../access.js';
import { dropped } from './files.js';

test.use({ served: 'E2E_DROP_URL' });

const FILE = [{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') }];

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
	test(`C-132: axe, ${colorScheme}`, { tag: '@js' }, async ({ app, expected, page }) => {
		expected.push(failedWith(404), failedWith(400));
		test.slow(); // many pages
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await app.open('/nowhere');
		expect(await violations(page), 'an error').toEqual([]);
		await app.open('/');
		await dropped(page, 'axe', []);
		await expect(page.getByText('Please choose at least one file.')).toBeVisible();
		expect(await violations(page), 'a mistake').toEqual([]);
		const held = await hold(page, /\?\/upload/);
		await dropped(page, 'axe', FILE);
		await expect(page.getByRole('progressbar')).toBeVisible();
		expect(await violations(page), 'an upload').toEqual([]);
		held.release();
		await expect(page).toHaveURL(/\/d\//);
		expect(await violations(page), 'a drop').toEqual([]);
		await app.open('/');
		await expect(page.getByRole('list', { name: 'Your drops' })).toBeVisible();
		expect(await violations(page), 'the list').toEqual([]);
	});
}

test('C-131: a drop by keyboard alone', async ({ app, page }) => {
	const note = unique('by keyboard');
	await app.open('/');
	// Choosing a file is the browser's dialog; everything around it is the page's.
	await reach(page, page.getByLabel(/^Files/));
	await page.getByLabel(/^Files/).setInputFiles(FILE);
	await reach(page, page.getByLabel('Note'));
	await page.keyboard.type(note);
	await reach(page, page.getByLabel('Stays for'));
	await page.keyboard.press('ArrowDown');
	await reach(page, page.getByRole('button', { name: 'Drop' }));
	await page.keyboard.press('Space');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(note);
	await app.hydrated();
	await reach(page, page.getByRole('button', { name: 'Delete this drop' }));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/');
});
