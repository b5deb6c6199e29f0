import { expect, hold, requests } from '../browser.js';
import { test } from './stage.js';

/** @param {import('@playwright/test').Page} page @param {string} name */
const send = (page, name) => page.getByRole('form', { name }).getByRole('button').click();

test.describe('attaching enhance', { tag: '@js' }, () => {
	test('C-1 C-2: as an action, with and without a submit function, and as an attachment', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/attach');
		const notes = page.getByTestId('notes');
		await send(page, 'bare');
		await stage.answered('bare');
		await expect(notes).toBeEmpty();
		await send(page, 'replaced');
		await stage.answered('replaced');
		await expect(notes).toHaveText('first');
		await send(page, 'attached');
		await stage.answered('attached');
		await expect(notes).toHaveText('first attached');
		await expect(page).toHaveURL('/attach');
		await app.enhanced();
	});

	test('C-1: a submit function that is replaced later has no effect', async ({ stage, page }) => {
		await stage.open('/attach');
		await page.getByRole('button', { name: 'Replace' }).click();
		await send(page, 'replaced');
		await stage.answered('replaced');
		await expect(page.getByTestId('notes')).toHaveText('first');
	});

	test('C-6: a form that goes and comes again is enhanced once', async ({ app, stage, page }) => {
		await stage.open('/attach');
		const toggle = page.getByRole('button', { name: 'Toggle' });
		await toggle.click();
		await expect(page.getByRole('form', { name: 'conditional' })).toHaveCount(0);
		await toggle.click();
		const traffic = requests(page);
		await send(page, 'conditional');
		await stage.answered('conditional');
		await expect(page.getByTestId('notes')).toHaveText('conditional');
		expect(traffic.of('POST')).toHaveLength(1);
		await app.enhanced();
	});

	test('C-138: a form that goes while it is sent: its callback still runs', async ({ stage, page }) => {
		await stage.open('/attach');
		const request = await hold(page, (url) => url.search === '?/ok');
		await send(page, 'conditional');
		await request.reached;
		await page.getByRole('button', { name: 'Toggle' }).click();
		await expect(page.getByRole('form', { name: 'conditional' })).toHaveCount(0);
		request.release();
		await stage.answered('conditional');
		await expect(page.getByTestId('notes')).toHaveText('conditional');
	});

	test('C-74 C-73: form is a plain value; changing it wakes nobody', async ({ stage, page }) => {
		await stage.open('/attach');
		await send(page, 'bare');
		await stage.answered('"text":"bare"');
		await page.getByRole('button', { name: 'Mutate' }).click();
		await page.getByRole('button', { name: 'Toggle' }).click();
		await expect(page.getByRole('form', { name: 'conditional' })).toHaveCount(0);
		await stage.answered('"text":"bare"');
		await expect(page.getByTestId('layout')).toContainText('"text":"bare"');
	});

	test('C-75: several forms share one form', async ({ stage, page }) => {
		await stage.open('/attach');
		await send(page, 'bare');
		await stage.answered('bare');
		await send(page, 'attached');
		await stage.answered('attached');
		await expect(page.getByTestId('prop')).not.toContainText('bare');
	});

	test('C-3: outside of development a GET form is no error, and stays a GET form', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/c');
		await stage.form('<form action="/d"><input name="x" value="1"><button>Send</button></form>', () =>
			window.notes.push('never')
		);
		await stage.send();
		await expect(page).toHaveURL('/d?x=1');
		expect(await stage.notes()).toEqual([]);
		await app.enhanced();
	});

	test('C-7: before hydration a submit is native, and nothing repeats it', async ({ app, stage, page }) => {
		const scripts = await hold(page, /\/_app\/.*\.js/);
		await page.goto('/attach', { waitUntil: 'commit' });
		await app.mark();
		const posts = requests(page);
		await send(page, 'bare');
		await expect(page).toHaveURL('/attach?/ok');
		scripts.release();
		await app.loaded();
		await stage.answered('bare');
		expect(posts.of('POST')).toHaveLength(1);
		expect(posts.of('POST')[0].isNavigationRequest()).toBe(true);
	});
});

test('C-5 C-57 C-194: what the modules do while the server renders', async ({ page, request }) => {
	const html = await (await request.get('/server-side')).text();
	const attempts = /data-testid="attempts"[^>]*>([^<]*)</.exec(html)?.[1];
	expect(attempts?.split(', ')).toEqual([
		'applyAction throws',
		'goto throws',
		'invalidate throws',
		'invalidateAll throws',
		'refreshAll throws',
		'preloadData throws',
		'preloadCode throws',
		'pushState throws',
		'replaceState throws',
		'disableScrollHandling throws',
		'beforeNavigate passes',
		'onNavigate passes',
		'afterNavigate passes'
	]);
	expect(html).toMatch(/data-testid="date"[^>]*>true</);
	await page.goto('/server-side');
	await expect(page.getByTestId('date')).toHaveText('true');
});
