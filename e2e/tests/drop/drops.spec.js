import { Buffer } from 'node:buffer';
import { expect, failedWith, hold, test, unique } from '../browser.js';
import { dropped } from './files.js';

test.use({ served: 'E2E_DROP_URL' });

const TEXT = [{ name: 'notes.txt', mimeType: 'text/html', buffer: Buffer.from('hello, world') }];
const row = (page, note) =>
	page.getByRole('list', { name: 'Your drops' }).getByRole('listitem').filter({ hasText: note });

/** @param {any} app @param {string} note @param {string} [lifetime] */
async function drop(app, note, lifetime) {
	await app.open('/');
	await dropped(app.page, note, TEXT, lifetime);
	await expect(app.page.getByRole('heading', { level: 1 })).toHaveText(note);
	await app.hydrated();
	return app.page.url();
}

test('F-104: ranges of a file', { tag: '@no-js' }, async ({ app, page, request }) => {
	await drop(app, unique('Ranges'));
	const link = String(await page.getByRole('link', { name: 'notes.txt' }).getAttribute('href'));
	const get = async (range) => {
		const answer = await request.get(link, { headers: range ? { range } : {} });
		return [answer.status(), answer.headers()['content-range'], await answer.text()];
	};
	expect(await get()).toEqual([200, undefined, 'hello, world']);
	expect(await get('bytes=0-4')).toEqual([206, 'bytes 0-4/12', 'hello']);
	expect(await get('bytes=7-')).toEqual([206, 'bytes 7-11/12', 'world']);
	expect(await get('bytes=-5')).toEqual([206, 'bytes 7-11/12', 'world']);
	expect(await get('bytes=12-')).toEqual([416, 'bytes */12', '']);
	expect(await get('bytes=0-1,3-4')).toEqual([200, undefined, 'hello, world']);

	const answer = await request.head(link);
	expect(answer.headers()).toMatchObject({
		'content-length': '12',
		'content-type': 'application/octet-stream', // never what a stranger says it is
		'content-disposition': "attachment; filename*=UTF-8''notes.txt",
		'x-content-type-options': 'nosniff'
	});
});

test('F-90: a drop that has expired', async ({ app, expected, page, request }) => {
	expected.push(failedWith(410));
	const address = await drop(app, unique('Short'), '2 seconds');
	const link = new URL(
		String(await page.getByRole('link', { name: 'notes.txt' }).getAttribute('href')),
		address
	);
	await expect.poll(async () => (await request.get(address)).status()).toBe(410);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'This drop has expired.' })).toBeVisible();
	expect((await request.get(link.href)).status()).toBe(410);
});

test('C-209: deleting from the list, pending on its own', async ({ app, expected, page }) => {
	expected.push(failedWith(404));
	const [first, second] = [unique('First'), unique('Second')];
	const address = await drop(app, first);
	await drop(app, second);
	await app.open('/');
	const held = app.scripts ? await hold(page, /\?\/delete/) : null;
	await row(page, first).getByRole('button', { name: 'Delete' }).click();
	if (held) {
		await held.reached;
		await expect(row(page, first).getByRole('button')).toBeDisabled();
		await expect(row(page, second).getByRole('button')).toBeEnabled();
		held.release();
	}
	await expect(page.getByText('The drop is gone.')).toBeVisible();
	await expect(row(page, first)).not.toBeAttached();
	await expect(row(page, second)).toBeVisible();
	expect((await page.goto(address))?.status()).toBe(404);
});

test('S-50 S-51: a drop is deleted by whose it is', async ({ app, baseURL, browser, page }) => {
	const address = await drop(app, unique('Mine'));
	const other = await browser.newContext({ baseURL });
	const visitor = await other.newPage();
	await visitor.goto(address);
	await expect(visitor.getByRole('link', { name: 'notes.txt' })).toBeVisible();
	await expect(visitor.getByRole('button')).not.toBeAttached();
	const headers = { origin: String(baseURL), accept: 'text/html' };
	const refused = await other.request.post(address, { form: {}, headers });
	expect([refused.status(), await refused.text()]).toEqual([
		403,
		expect.stringContaining('This is not your drop.')
	]);
	await other.close();

	await page.getByRole('button', { name: 'Delete this drop' }).click();
	await expect(page).toHaveURL('/');
	expect((await page.request.get(address)).status()).toBe(404);
});
