import { Buffer } from 'node:buffer';
import { expect, failedWith, pixel, requests, test } from '../browser.js';

/** Uploads a file through the form of the open page. */
async function upload(page, file) {
	await page.getByLabel(/^Picture/).setInputFiles(file);
	await page.getByRole('button', { name: 'Upload' }).click();
}

test('C-215 S-122 S-123: a picture goes up and comes back', async ({ app, page }) => {
	const name = 'Mein "Bild" ä.png';
	await app.open('/avatar');
	await app.mark();
	await upload(page, { name, mimeType: 'image/png', buffer: pixel });
	await expect(page.getByText(`${name} arrived: ${pixel.length} bytes.`)).toBeVisible();
	await expect(page.getByText(`${name}, ${pixel.length} bytes, image/png`)).toBeVisible();
	await app.enhanced();
	await app.received({ received: { name, type: 'image/png', size: pixel.length } }, 200);

	const picture = page.getByRole('img', { name: 'Your avatar' });
	await expect(picture).toBeVisible();
	await expect(picture).toHaveJSProperty('naturalWidth', 1);
});

test('F-104: the endpoint sends the bytes as they were', async ({ app, page, request }) => {
	await app.open('/avatar');
	await upload(page, { name: 'a.png', mimeType: 'image/png', buffer: pixel });
	const source = await page.getByRole('img', { name: 'Your avatar' }).getAttribute('src');
	const answer = await request.get(String(source));
	expect(answer.headers()['content-type']).toBe('image/png');
	expect(answer.headers()['x-content-type-options']).toBe('nosniff');
	expect(Buffer.compare(await answer.body(), pixel)).toBe(0);

	expect((await request.get('/avatar/nothing')).status()).toBe(404);
});

test('C-22: an upload is multipart', { tag: '@js' }, async ({ app, page }) => {
	await app.open('/avatar');
	const traffic = requests(page);
	await upload(page, { name: 'a.png', mimeType: 'image/png', buffer: pixel });
	await expect(page.getByText('a.png arrived')).toBeVisible();
	const [post] = traffic.of('POST');
	expect((await post.allHeaders())['content-type']).toMatch(/^multipart\/form-data; boundary=/);
});

test('S-123: no file chosen', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await app.open('/avatar');
	await app.mark();
	await page.getByRole('button', { name: 'Upload' }).click();
	await expect(app.says('Please choose a picture.')).toBeVisible();
	await app.enhanced();
});

test('C-203: refused for its type, refused for its size', async ({ app, expected, page }) => {
	expected.push(failedWith(415), failedWith(413));
	await app.open('/avatar');
	await upload(page, { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('hello') });
	await expect(app.says('notes.txt is not a picture we know.')).toBeVisible();
	await app.hydrated();
	await upload(page, { name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(300 * 1024, 7) });
	await expect(app.says('big.png is too large.')).toBeVisible();
	await app.received({ problem: 'big.png is too large.' }, 413);
});

test('S-117: a body above the limit of the server ends on the error page', async ({
	app,
	expected,
	page
}) => {
	expected.push(failedWith(413));
	await app.open('/avatar');
	await upload(page, { name: 'huge.png', mimeType: 'image/png', buffer: Buffer.alloc(700 * 1024, 7) });
	await expect(page.getByRole('heading', { name: 'Payload Too Large' })).toBeVisible();
	await expect(page.getByText('Error 413')).toBeVisible();
	await expect(page.getByText('Nothing of this tour is at')).not.toBeAttached();
	await expect(page.getByRole('navigation')).toBeVisible();
});
