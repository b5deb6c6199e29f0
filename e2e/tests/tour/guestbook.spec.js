import { expect, failedWith, test, unique } from '../browser.js';

test('C-200 S-48 C-143: a default action, its answer and the new data in one native response', async ({
	app,
	page
}) => {
	const message = unique('hello');
	await app.open('/guestbook');
	await app.mark();
	await page.getByLabel('Name').fill('Ada');
	await page.getByLabel('Message', { exact: true }).fill(message);
	await page.getByRole('button', { name: 'Sign the guestbook' }).click();

	await app.loaded();
	await expect(page.getByText('Thank you, Ada!')).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: message })).toHaveCount(1);
	await expect(page).toHaveURL('/guestbook');
	await app.received({ success: true, name: 'Ada' }, 200);
});

test('C-203 C-211 S-49: a failure carries its status and gives back what was typed', async ({
	app,
	expected,
	page
}) => {
	expected.push(failedWith(400));
	await app.open('/guestbook');
	await page.getByLabel('Name').fill('Grace & "Co" <b>');
	const answer = page.waitForResponse((response) => response.request().method() === 'POST');
	await page.getByRole('button', { name: 'Sign the guestbook' }).click();

	expect((await answer).status()).toBe(400);
	await app.loaded();
	await expect(page.getByText('Please write a message.')).toBeVisible();
	await expect(page.getByLabel('Name')).toHaveValue('Grace & "Co" <b>');
	await expect(page.getByLabel('Message', { exact: true })).toHaveAttribute('aria-invalid', 'true');
	await app.received({ name: 'Grace & "Co" <b>', missing: true }, 400);
});

test('S-133 C-71: the answer belongs to one response; a GET of the same address has none', async ({
	app,
	page
}) => {
	await app.open('/guestbook');
	await page.getByLabel('Message', { exact: true }).fill(unique('once'));
	await page.getByRole('button', { name: 'Sign the guestbook' }).click();
	await expect(page.getByText('Thank you, Anonymous!')).toBeVisible();

	await app.open('/guestbook');
	await expect(page.getByText('Thank you')).toHaveCount(0);
	await app.received(null, 200);
});

test('S-121: text in many scripts, line breaks and markup arrive as typed', async ({ app, page }) => {
	const mark = unique('id');
	await app.open('/guestbook');
	await page.getByLabel('Name').fill('Ærøskøbing + 東京 & 🦀');
	await page.getByLabel('Message', { exact: true }).fill(`${mark} <script>alert(1)</script> %41+%`);
	await page.getByRole('button', { name: 'Sign the guestbook' }).click();

	await app.loaded();
	const row = page.getByRole('listitem').filter({ hasText: mark });
	await expect(row).toContainText('Ærøskøbing + 東京 & 🦀');
	await expect(row).toContainText('<script>alert(1)</script> %41+%');
});
