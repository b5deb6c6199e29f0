import { email, expect, failedWith, hold, test } from '../browser.js';
import { enter, loggedOut, loginForm, PASSWORD, registered } from './people.js';

test('C-201 S-27: formaction sends the same form to the other action', async ({ app, page }) => {
	const address = email();
	await app.open('/login');
	await app.mark();
	await enter(page, 'Register', address);
	await expect(page.getByText(`Welcome, ${address.split('@')[0]}!`)).toBeVisible();
	await app.enhanced();
	await app.received({ success: true, name: address.split('@')[0], registered: true }, 200);

	await app.hydrated();
	await loggedOut(app);
	await app.open('/login');
	await app.mark();
	await enter(page, 'Log in', address);
	await expect(page.getByText(`Welcome back, ${address.split('@')[0]}!`)).toBeVisible();
	await app.enhanced();
});

test('C-201 C-44 S-27: the address after it, enhanced and native', async ({ app, page }) => {
	await registered(app);
	await expect(page).toHaveURL(app.scripts ? '/login' : '/login?/register');
});

test('C-203 S-49: a missing e-mail address', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await app.open('/login');
	await app.mark();
	await loginForm(page).getByRole('button', { name: 'Log in' }).click();

	await expect(page.getByText('Please enter your e-mail address.')).toBeVisible();
	await expect(loginForm(page).getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
	await app.enhanced();
	await app.received({ email: '', missing: true }, 400);
});

test('C-203 C-51: the wrong password; the address is still there, the password is not sent back', async ({
	app,
	expected,
	page
}) => {
	expected.push(failedWith(400));
	const address = email();
	await app.open('/login');
	await app.mark();
	await enter(page, 'Log in', address, 'wrong horse');

	await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible();
	await expect(loginForm(page).getByLabel('E-mail')).toHaveValue(address);
	await expect(page.getByTestId('form')).not.toContainText('wrong horse');
	await app.enhanced();
	await app.received({ email: address, incorrect: true }, 400);
});

test(
	'C-48 C-40: after a failure the focus stays and nothing is reset',
	{ tag: '@js' },
	async ({ app, expected, page }) => {
		expected.push(failedWith(400));
		await app.open('/login');
		await enter(page, 'Log in', email(), 'wrong horse');

		await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible();
		await expect(loginForm(page).getByRole('button', { name: 'Log in' })).toBeFocused();
		await expect(loginForm(page).getByLabel('Password')).toHaveValue('wrong horse');
	}
);

test('C-203: a password that is too short is what is marked', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await app.open('/login');
	await enter(page, 'Register', email(), 'short');
	await expect(page.getByText('Please choose a password of at least 8 characters.')).toBeVisible();
	await expect(loginForm(page).getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
	await expect(loginForm(page).getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'false');
});

test('C-203: nobody registers without an address', { tag: '@no-js' }, async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await app.open('/login');
	// What a browser would refuse by itself, sent by somebody who does not ask it.
	await loginForm(page).getByLabel('E-mail').fill('ada');
	await loginForm(page).evaluate((form) => form.setAttribute('novalidate', ''));
	await loginForm(page).getByLabel('Password').fill(PASSWORD);
	await loginForm(page).getByRole('button', { name: 'Register' }).click();
	await expect(page.getByText('Please enter your e-mail address.')).toBeVisible();
	await expect(loginForm(page).getByLabel('E-mail')).toHaveValue('ada');
});

test('S-42 S-49: any status a failure names is the status of the answer', async ({ app, expected, page }) => {
	expected.push(failedWith(409));
	const address = await registered(app);
	await loggedOut(app);
	await app.open('/login');
	const answer = page.waitForResponse((response) => response.request().method() === 'POST');
	await enter(page, 'Register', address);

	expect((await answer).status()).toBe(409);
	await expect(page.getByText('There is an account with this address already.')).toBeVisible();
	await app.received({ email: address, taken: true }, 409);
});

test('C-204 C-53 S-50: a redirect to the page that asked for the log-in', async ({ app, page }) => {
	const address = await registered(app);
	await loggedOut(app);
	await app.open('/account');
	await expect(page).toHaveURL('/login?redirectTo=%2Faccount');
	await app.mark();
	await enter(page, 'Log in', address);

	await expect(page).toHaveURL('/account');
	await expect(page.getByText(`Logged in as ${address}`)).toBeVisible();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Account');
	await app.enhanced();
	await app.received(null, 200);
});

test('C-204 C-44: a failure on the way keeps the query that the action names', async ({
	app,
	expected,
	page
}) => {
	expected.push(failedWith(400));
	const address = await registered(app);
	await loggedOut(app);
	await app.open('/account');
	await enter(page, 'Log in', address, 'wrong horse');
	await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible();
	await expect(page).toHaveURL(
		app.scripts ? '/login?redirectTo=%2Faccount' : '/login?/login&redirectTo=%2Faccount'
	);

	await app.hydrated();
	await enter(page, 'Log in', address);
	await expect(page).toHaveURL('/account');
});

for (const target of [
	'https://example.org/',
	'//example.org/',
	'/\\example.org/',
	'/.//example.org/',
	'/x/..//example.org/',
	'javascript:alert(1)'
]) {
	test(`C-204 S-67: redirectTo=${target} leads nowhere`, async ({ app, page }) => {
		const address = await registered(app);
		await loggedOut(app);
		await app.open(`/login?redirectTo=${encodeURIComponent(target)}`);
		await enter(page, 'Log in', address);
		await expect(page.getByText('Welcome back')).toBeVisible();
	});
}

test('C-202 C-43 C-45: the log-in of the layout posts to another page and the user arrives there', async ({
	app,
	page
}) => {
	const address = await registered(app);
	await loggedOut(app);
	await app.open('/search?q=form');
	await app.mark();
	await page.locator('summary', { hasText: 'Log in' }).click();
	const quick = page.getByRole('form', { name: 'Quick log-in' });
	await quick.getByLabel('E-mail').fill(address);
	await quick.getByLabel('Password').fill(PASSWORD);
	await quick.getByRole('button', { name: 'Log in' }).click();

	await expect(page.getByText('Welcome back')).toBeVisible();
	await expect(page.getByRole('banner').getByRole('link', { name: address.split('@')[0] })).toBeVisible();
	await expect(page).toHaveURL(app.scripts ? '/login' : '/login?/login');
	await app.enhanced();
	await app.received({ success: true, name: address.split('@')[0] }, 200);

	await app.hydrated();
	await page.goBack();
	await expect(page).toHaveURL('/search?q=form');
	await expect(page.getByLabel('Find')).toHaveValue('form');
	await app.received(null, 200);
});

test('C-202 C-45: a failure of it is shown over there, with what was typed', async ({
	app,
	expected,
	page
}) => {
	expected.push(failedWith(400));
	const address = email();
	await app.open('/guestbook');
	await app.mark();
	await page.locator('summary', { hasText: 'Log in' }).click();
	const quick = page.getByRole('form', { name: 'Quick log-in' });
	await quick.getByLabel('E-mail').fill(address);
	await quick.getByRole('button', { name: 'Log in' }).click();

	await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible();
	await expect(loginForm(page).getByLabel('E-mail')).toHaveValue(address);
	await app.enhanced();
	await app.received({ email: address, incorrect: true }, 400);
});

test('C-142: hydration leaves alone what was typed before it', { tag: '@js' }, async ({ app, page }) => {
	const scripts = await hold(page, /\/_app\/immutable\/entry\//);
	await page.goto('/login', { waitUntil: 'commit' });
	await loginForm(page).getByLabel('Password').fill('early bird');
	scripts.release();
	await app.hydrated();
	await expect(loginForm(page).getByLabel('Password')).toHaveValue('early bird');
});

test(
	'C-7 C-143: a submit before hydration is a native one',
	{ tag: '@js' },
	async ({ app, expected, page }) => {
		expected.push(failedWith(400));
		const scripts = await hold(page, /\/_app\/immutable\/entry\//);
		await page.goto('/login', { waitUntil: 'commit' });
		await enter(page, 'Log in', 'early@example.com', 'wrong horse');
		await expect(page).toHaveURL('/login?/login');
		await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible();
		scripts.release();

		await app.hydrated();
		await expect(loginForm(page).getByLabel('E-mail')).toHaveValue('early@example.com');
		await app.received({ email: 'early@example.com', incorrect: true }, 400);
	}
);

test('C-150: without its scripts the page still works', { tag: '@js' }, async ({ expected, page }) => {
	expected.push(/Failed to load resource/, /dynamically imported module/);
	await page.route(/\/_app\/immutable\/.*\.js/, (route) => route.abort());
	await page.goto('/login');
	await enter(page, 'Log in', 'late@example.com', 'wrong horse');
	await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible();
	await expect(page).toHaveURL('/login?/login');
});
