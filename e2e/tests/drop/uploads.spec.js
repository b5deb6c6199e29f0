import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { expect, failedWith, hold, test, unique } from '../browser.js';
import { dropped, hashOf, noise, sparse } from './files.js';

test.use({ served: 'E2E_DROP_URL' });

const MIB = 2 ** 20;
const files = (page) => page.getByRole('list', { name: 'Files' }).getByRole('listitem');

test('C-215 S-122 S-123: several files at once, and back again', async ({ app, page }) => {
	const note = unique('Plans');
	await app.open('/');
	await app.mark();
	await dropped(page, note, [
		{ name: 'Grundriß "1" (Ada’s).txt', mimeType: 'text/plain', buffer: Buffer.from('four walls') },
		{ name: 'roof.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(3 * MIB, 5) }
	]);
	await expect(page).toHaveURL(/\/d\/[\w-]{16}$/);
	await app.enhanced();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(note);
	await expect(files(page)).toHaveText([/Grundriß "1" \(Ada’s\)\.txt\s*10 bytes/, /roof\.bin\s*3 MiB/]);

	const link = page.getByRole('link', { name: /^Grundriß/ });
	const head = await page.request.head(String(await link.getAttribute('href')));
	expect(head.headers()['content-disposition']).toBe(
		"attachment; filename*=UTF-8''Grundri%C3%9F%20%221%22%20%28Ada%E2%80%99s%29.txt"
	);
	const download = page.waitForEvent('download');
	await link.click();
	const saved = await download;
	expect(readFileSync(await saved.path(), 'utf8')).toBe('four walls');

	await app.open('/');
	const own = page.getByRole('list', { name: 'Your drops' }).getByRole('listitem').filter({ hasText: note });
	await expect(own).toContainText('2 files, 3 MiB');
});

test('S-123: no file chosen', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await app.open('/');
	await app.mark();
	await dropped(page, 'Nothing in it', []);
	await expect(page.getByText('Please choose at least one file.')).toBeVisible();
	await expect(page.getByLabel(/^Files/)).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByLabel('Note')).toHaveValue('Nothing in it');
	await app.enhanced();
});

test('S-128: 210 MiB pass through, the memory stays flat', async ({ app, page, request }) => {
	test.slow();
	const size = 210 * MIB;
	const memory = () => {
		const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${env.E2E_DROP_PID}/status`, 'utf8')) ?? [];
		return Number(peak) * 1024;
	};
	const { path, hash } = noise(`${app.scripts}.bin`, size);
	// What the first of everything needs is not the file's.
	await app.open('/');
	await dropped(page, 'small', [{ name: 'a', mimeType: '', buffer: Buffer.alloc(MIB) }]);
	await expect(page).toHaveURL(/\/d\//);
	await request.get(String(await page.getByRole('link', { name: 'a', exact: true }).getAttribute('href')));

	const before = memory();
	await app.open('/');
	await dropped(page, 'large', path);
	await expect(page).toHaveURL(/\/d\//, { timeout: 40_000 });
	await expect(files(page)).toContainText('210 MiB');
	const link = await page.getByRole('link', { name: '.bin' }).getAttribute('href');
	expect(await hashOf(new URL(String(link), page.url()))).toEqual({ size, hash });
	expect(memory() - before).toBeLessThan(24 * MIB);
});

test('S-117: more than the limit', async ({ app, expected, page }) => {
	expected.push(failedWith(413));
	await app.open('/');
	await app.mark();
	await dropped(page, 'Too much', sparse(300 * MIB));
	if (app.scripts) {
		// Nothing was sent: the page knows the limit.
		await expect(page.getByRole('alert')).toHaveText(
			'These are 300 MiB; all files together may have up to 256 MiB.'
		);
		await expect(page.getByLabel('Note')).toHaveValue('Too much');
	} else {
		await expect(page.getByRole('heading', { name: 'That was too much at once' })).toBeVisible();
		await expect(page.getByText('All files of a drop together may have up to 256 MiB.')).toBeVisible();
	}
	await app.enhanced();
});

test(
	'S-117: more than the limit, and only the server knows',
	{ tag: '@js' },
	async ({ app, expected, page }) => {
		expected.push(/Failed to load resource/);
		await app.open('/');
		await page.evaluate(() => Object.defineProperty(File.prototype, 'size', { get: () => 1 }));
		await dropped(page, 'Too much', sparse(300 * MIB));
		await expect(page.getByRole('alert')).toHaveText(/Nothing was kept\.$/);
		await expect(page.getByLabel('Note')).toHaveValue('Too much');
		await expect(page.getByRole('button', { name: 'Drop' })).toBeEnabled();
	}
);

test('S-117: what a program is told', { tag: '@no-js' }, async ({ baseURL, request }) => {
	const headers = { origin: String(baseURL), accept: 'application/json' };
	const multipart = { note: 'x'.repeat(70_000), token: 'x' };
	const answer = await request.post('/?/delete', { multipart, headers });
	expect([answer.status(), (await answer.json()).error]).toEqual([
		413,
		{ status: 413, message: 'Payload Too Large' }
	]);
});

test('C-33: stopping an upload', { tag: '@js' }, async ({ app, page }) => {
	const note = unique('Stopped');
	await app.open('/');
	const held = await hold(page, /\?\/upload/);
	await dropped(page, note, [{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') }]);
	await held.reached;
	await expect(page.getByRole('progressbar', { name: 'Upload' })).toBeVisible();
	await expect(page.getByRole('button', { name: 'Drop' })).toBeDisabled();
	await page.getByRole('button', { name: 'Stop' }).click();
	await expect(page.getByRole('progressbar')).not.toBeAttached();
	await expect(page.getByRole('alert')).toHaveText('');
	await expect(page.getByLabel('Note')).toHaveValue(note);
	await page.unrouteAll({ behavior: 'ignoreErrors' });
	held.release();

	await page.getByRole('button', { name: 'Drop' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(note);
});
