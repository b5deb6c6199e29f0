import { expect, failedWith, test } from '../browser.js';
import { loggedOut, registered } from './people.js';

test('F-224 C-94 C-115: handle guards the page, for a document and for a click', async ({ app, page }) => {
	await app.open('/account');
	await expect(page).toHaveURL('/login?redirectTo=%2Faccount');

	await app.open('/search');
	await app.mark();
	await page.getByRole('navigation').getByRole('link', { name: 'Account' }).click();
	await expect(page).toHaveURL('/login?redirectTo=%2Faccount');
	await expect(page.getByText('Please log in to see /account.')).toBeVisible();
	await app.enhanced();
});

test('C-210 S-13: an action that changes locals.user; the layout of the same answer knows it', async ({
	app,
	page
}) => {
	await registered(app);
	await app.open('/account');
	await app.mark();
	await page.getByLabel('Display name').fill('Countess <3');
	await page.getByRole('button', { name: 'Save' }).click();

	await expect(page.getByText('Saved: your name is Countess <3 now.')).toBeVisible();
	await expect(page.getByRole('banner').getByRole('link', { name: 'Countess <3' })).toBeVisible();
	await expect(page.getByLabel('Display name')).toHaveValue('Countess <3');
	await app.enhanced();
	await app.received({ renamed: true }, 200);
});

test('C-203: a failure keeps the user logged in and says why', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	const address = await registered(app);
	await app.open('/account');
	await page.getByLabel('Display name').fill('   ');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Please enter a name.')).toBeVisible();
	await expect(page.getByText(`Logged in as ${address}`)).toBeVisible();
});

test('C-210 S-12 S-95: after the log-out the same response shows nobody', async ({ app, page, context }) => {
	await registered(app);
	await app.open('/account');
	await page.getByRole('button', { name: 'Log out here' }).click();

	await expect(page.getByText('You are logged out. See you soon!')).toBeVisible();
	await expect(page.locator('summary', { hasText: 'Log in' })).toBeVisible();
	await expect(page).toHaveURL('/account?/logout');
	await app.received({ loggedOut: true }, 200);
	expect((await context.cookies()).map((cookie) => cookie.name)).not.toContain('session');

	await app.open('/account');
	await expect(page).toHaveURL('/login?redirectTo=%2Faccount');
});

test('C-210: the session of before a log-out is worth nothing', async ({ app, page, context }) => {
	await registered(app);
	const session = (await context.cookies()).find(({ name }) => name === 'session');
	await loggedOut(app);
	await context.addCookies([/** @type {any} */ (session)]);
	await app.open('/account');
	await expect(page).toHaveURL('/login?redirectTo=%2Faccount');
});

test('C-202: the log-out button of the header works from every page', async ({ app, page }) => {
	await registered(app);
	await app.open('/todos');
	await loggedOut(app);
	await expect(page).toHaveURL('/account?/logout');
});

test('S-60 C-53: a form of somebody whose session has ended leads to the log-in', async ({
	app,
	page,
	context
}) => {
	await registered(app);
	await app.open('/account');
	await app.mark();
	await context.clearCookies({ name: 'session' });
	await page.getByLabel('Display name').fill('Nobody');
	await page.getByRole('button', { name: 'Save' }).click();

	await expect(page).toHaveURL('/login?redirectTo=%2Faccount');
	await expect(page.locator('summary')).toHaveCount(0);
	await expect(page.getByText('Please log in to see /account.')).toBeVisible();
	await app.enhanced();
});

test('S-84: the session cookie is out of reach for scripts', async ({ app, context }) => {
	await registered(app);
	const session = (await context.cookies()).find((cookie) => cookie.name === 'session');
	expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
});
