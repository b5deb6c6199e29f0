import { expect, failedWith, hold, requests, test, unique } from '../browser.js';
import { PASSWORD, reading } from './people.js';

test.use({ served: 'E2E_BLOG_URL' });

const POST = '/posts/three-kinds-of-envelope';
const field = (page) => page.getByLabel(/^Your comment/);
const send = (page) => page.getByRole('button', { name: 'Send' });
const comment = (page, text) => page.getByRole('listitem').filter({ hasText: text });

test('F-224 S-67: a comment needs a log-in, and leads back from it', async ({ app, page }) => {
	await app.open(POST);
	await expect(field(page)).not.toBeAttached();
	await page.getByRole('link', { name: 'Log in to write a comment' }).click();
	await expect(page).toHaveURL(`/login?redirectTo=${encodeURIComponent(POST)}`);
	await page.getByRole('link', { name: 'Register' }).click();
	await expect(page).toHaveURL(`/register?redirectTo=${encodeURIComponent(POST)}`);
});

test('S-42 C-40: an empty comment, then one; the field is empty again', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	const text = unique('A fine\n<em>envelope</em>');
	await reading(app, POST);
	await app.mark();
	await send(page).click();
	await expect(page.getByText('Please write something.')).toBeVisible();
	await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
	await app.enhanced();

	await app.hydrated();
	await field(page).fill(text);
	await send(page).click();
	await expect(page.getByText('Thank you for writing.')).toBeVisible();
	await expect(comment(page, text.split('\n')[1])).toBeVisible();
	await expect(field(page)).toHaveValue('');
});

test('C-203: a comment that is too long is still there', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await reading(app, POST);
	await field(page).fill('x'.repeat(1001));
	await send(page).click();
	await expect(page.getByText('At most 1000 characters.')).toBeVisible();
	await expect(field(page)).toHaveValue('x'.repeat(1001));

	// As many as there may be, each line end counted as one.
	await app.hydrated();
	const text = `${unique('lines')}\n`.padEnd(900, 'x') + '\n'.repeat(99) + 'x';
	await field(page).fill(text);
	await send(page).click();
	await expect(page.getByText('Thank you for writing.')).toBeVisible();
});

test('C-209: deleting one comment, pending on its own', async ({ app, page }) => {
	const [first, second] = [unique('first'), unique('second')];
	await reading(app, POST);
	for (const text of [first, second]) {
		await field(page).fill(text);
		await send(page).click();
		await expect(comment(page, text)).toBeVisible();
		await app.hydrated();
	}
	const button = (text) => comment(page, text).getByRole('button', { name: 'Delete' });
	const held = app.scripts ? await hold(page, /\?\/delete/) : null;
	await button(first).click();
	if (held) {
		await held.reached;
		await expect(button(first)).toBeDisabled();
		await expect(button(second)).toBeEnabled();
		held.release();
	}
	await expect(page.getByText('The comment is gone.')).toBeVisible();
	await expect(comment(page, first)).not.toBeAttached();
	await expect(comment(page, second)).toBeVisible();
});

test('S-42: somebody else’s comment', async ({ app, baseURL, browser, page }) => {
	const text = unique('mine');
	await reading(app, POST);
	await field(page).fill(text);
	await send(page).click();
	await expect(comment(page, text)).toBeVisible();
	const id = await comment(page, text).locator('input[name=id]').inputValue();

	const context = await browser.newContext({ baseURL });
	const other = await context.newPage();
	await other.goto(POST);
	await expect(comment(other, text)).toBeVisible();
	await expect(comment(other, text).getByRole('button')).not.toBeAttached();
	const headers = { origin: String(baseURL), accept: 'text/html' };
	const post = (path, form) => context.request.post(path, { form, headers, maxRedirects: 0 });
	const registered = await post('/register', { email: `${unique('eve')}@example.com`, password: PASSWORD });
	expect(registered.status()).toBe(303);
	const answer = await post(`${POST}?/delete`, { id });
	expect(answer.status()).toBe(403);
	expect(await answer.text()).toContain('This comment is not yours to delete.');
	await context.close();
});

test(
	'C-71 C-109: looking for new comments asks for this page’s data only',
	{ tag: '@js' },
	async ({ app, baseURL, browser, page }) => {
		const text = unique('from elsewhere');
		await app.open(POST);
		const traffic = requests(page);

		const other = await browser.newContext({ baseURL });
		const origin = String(baseURL);
		const form = { email: `${unique('bob')}@example.com`, password: PASSWORD };
		await other.request.post('/register', { form, headers: { origin } });
		await other.request.post(`${POST}?/comment`, { form: { text }, headers: { origin } });
		await other.close();

		await expect(comment(page, text)).not.toBeAttached();
		traffic.data();
		await page.getByRole('button', { name: 'Look for new ones' }).click();
		await expect(comment(page, text)).toBeVisible();
		expect(traffic.data()).toEqual([`${POST}/__data.json?x-sveltekit-invalidated=01`]);
	}
);
