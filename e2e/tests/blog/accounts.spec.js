import { email, expect, failedWith, test } from '../browser.js';
import { atTheDesk, logIn, PASSWORD, reading } from './people.js';

test.use({ served: 'E2E_BLOG_URL' });

test('F-224: the desk asks for a log-in, and is there after it', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await app.open('/admin/new');
	await expect(page).toHaveURL('/login?redirectTo=%2Fadmin%2Fnew');
	await app.mark();
	await logIn(page, 'editor@example.com', 'wrong');
	await expect(page.getByText('E-mail address or password is wrong.')).toBeVisible();
	await expect(page.getByLabel('E-mail')).toHaveValue('editor@example.com');
	await expect(page).toHaveURL('/login?redirectTo=%2Fadmin%2Fnew');
	await app.enhanced();

	await app.hydrated();
	await logIn(page);
	await expect(page).toHaveURL('/admin/new');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('New post');
});

test('F-224: readers are no editors', async ({ app, expected, page }) => {
	expected.push(failedWith(403));
	await reading(app, '/');
	await expect(page.getByRole('link', { name: 'Desk' })).not.toBeAttached();
	expect((await page.goto('/admin'))?.status()).toBe(403);
	await expect(page.getByRole('heading', { name: 'This part is for editors.' })).toBeVisible();
});

test('F-224: actions and data behind the guard', { tag: '@no-js' }, async ({ baseURL, request }) => {
	const headers = { origin: String(baseURL), accept: 'application/json' };
	const form = { id: '5', published: 'true' };
	const action = await request.post('/admin?/publish', { form, headers, maxRedirects: 0 });
	expect([action.status(), await action.json()]).toEqual([
		200,
		{ type: 'redirect', status: 303, location: '/login?redirectTo=%2Fadmin' }
	]);
	const data = await request.get('/admin/__data.json', { maxRedirects: 0 });
	expect(await data.json()).toMatchObject({ type: 'redirect', location: '/login?redirectTo=%2Fadmin' });
	expect((await request.get('/posts/notes-on-ink')).status()).toBe(404);
});

for (const target of ['//example.org/', '/.//example.org/']) {
	test(`S-67: redirectTo=${target} leads to the front page`, async ({ app, page }) => {
		await app.open(`/login?redirectTo=${encodeURIComponent(target)}`);
		await logIn(page);
		await expect(page).toHaveURL('/');
		await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible();
	});
}

test('C-203: what is wrong with a registration', async ({ app, expected, page }) => {
	expected.push(failedWith(400), failedWith(409));
	await app.open('/register');
	const register = async (address, password) => {
		await page.getByLabel('E-mail').fill(address);
		await page.getByLabel(/^Password/).fill(password);
		await page.getByRole('button', { name: 'Register' }).click();
	};
	await register('nobody', PASSWORD);
	await expect(page.getByText('This is not an e-mail address.')).toBeVisible();
	await expect(page.getByLabel('E-mail')).toHaveValue('nobody');
	await app.hydrated();
	await register(email(), 'short');
	await expect(page.getByText('At least 8 characters.')).toBeVisible();
	await expect(page.getByLabel(/^Password/)).toHaveAttribute('aria-invalid', 'true');
	await app.hydrated();
	await register('editor@example.com', PASSWORD);
	await expect(page.getByText('There is an account with this address.')).toBeVisible();
});

test('S-84: scripts cannot read the session; logging out ends it', async ({ app, context, page }) => {
	await atTheDesk(app);
	const session = (await context.cookies()).find(({ name }) => name === 'session');
	expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
	await page.getByRole('button', { name: 'Log out' }).click();
	await expect(page).toHaveURL('/');
	await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible();

	// The token of before is worth nothing now.
	await context.addCookies([/** @type {any} */ (session)]);
	await app.open('/admin');
	await expect(page).toHaveURL('/login?redirectTo=%2Fadmin');
});
