import { reach } from '../access.js';
import { email, expect, test } from '../browser.js';

test('C-200 C-131: the tour by keyboard alone', async ({ app, page }) => {
	const text = `by keyboard ${email()}`;
	await app.open('/');

	// Register: fields, the second button, the answer.
	await reach(page, page.locator('a[href="/login"]').first());
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/login');
	await app.hydrated();
	const address = email();
	await reach(page, page.getByLabel('E-mail'));
	await page.keyboard.type(address);
	await reach(page, page.getByLabel('Password'));
	await page.keyboard.type('correct horse battery');
	await reach(page, page.getByRole('button', { name: 'Register' }));
	await page.keyboard.press('Enter');
	await expect(page.getByText(`Welcome, ${address.split('@')[0]}!`)).toBeVisible();

	// To-dos: the link, Enter in a field, Space on a toggle, Enter on a button.
	await app.hydrated();
	await reach(page, page.locator('a[href="/todos"]').first());
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL('/todos');
	await app.hydrated();
	await reach(page, page.getByLabel('New to-do'));
	await page.keyboard.type(text);
	await page.keyboard.press('Enter');
	const done = page.getByRole('button', { name: `Done: ${text}` });
	await expect(done).toHaveAttribute('aria-pressed', 'false');
	await app.hydrated();
	await reach(page, done);
	await page.keyboard.press('Space');
	await expect(done).toHaveAttribute('aria-pressed', 'true');
	await app.hydrated();
	const remove = page.getByRole('button', { name: `Delete ${text}` });
	await reach(page, remove);
	await page.keyboard.press('Enter');
	await expect(remove).not.toBeAttached();

	// A GET form.
	await app.hydrated();
	await reach(page, page.locator('a[href="/search"]').first());
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/\/search/);
	await app.hydrated();
	await reach(page, page.getByRole('searchbox').or(page.getByRole('textbox')).first());
	await page.keyboard.type('a');
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/q=a/);
});
