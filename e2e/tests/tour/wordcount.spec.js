import { expect, failedWith, test } from '../browser.js';

const text = 'To be, or not to be: that’s the question.';

test('C-207 C-68 C-69: an own listener with fetch, deserialize and applyAction', async ({ app, page }) => {
	await app.open('/wordcount');
	await app.mark();
	await page.getByLabel('Text').fill(text);
	await page.getByRole('button', { name: 'Count' }).click();
	await expect(page.getByText('9 words, 41 characters.')).toBeVisible();
	await expect(page.getByLabel('Text')).toHaveValue(text);
	await app.enhanced();
	await app.received({ text, words: 9, characters: 41 }, 200);
});

test('C-207 S-17: the header leads past the endpoint next door', { tag: '@js' }, async ({ app, page }) => {
	await app.open('/wordcount');
	await page.getByLabel('Text').fill('one two');
	const request = page.waitForRequest((request) => request.method() === 'POST');
	await page.getByRole('button', { name: 'Count' }).click();
	const headers = await (await request).allHeaders();
	expect(headers.accept).toBe('*/*');
	expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
	const result = await (await (await request).response())?.json();
	expect(result).toMatchObject({ type: 'success', status: 200, location: '/wordcount' });
});

test('C-207 C-203: its failures', async ({ app, expected, page }) => {
	expected.push(failedWith(422));
	await app.open('/wordcount');
	await app.mark();
	await page.getByRole('button', { name: 'Count' }).click();
	await expect(page.getByText('There is nothing to count.')).toBeVisible();
	await app.enhanced();
	await app.received({ text: '', missing: true }, 422);
});

test('S-16 F-103: the same address answers programs', async ({ request }) => {
	const answer = await request.post('/wordcount', { data: { text } });
	expect(answer.status()).toBe(200);
	expect(await answer.json()).toEqual({ words: 9, characters: 41 });

	const refused = await request.post('/wordcount', {
		data: { words: 9 },
		headers: { accept: 'application/json' }
	});
	expect(refused.status()).toBe(400);
	expect(await refused.json()).toMatchObject({ message: 'Send {"text": "…"}' });
});

test('S-18 S-20: a GET falls through to the page, and caches are told', async ({ request }) => {
	const answer = await request.get('/wordcount', { headers: { accept: 'application/json' } });
	expect(answer.status()).toBe(200);
	expect(answer.headers()['content-type']).toBe('text/html');
	expect(answer.headers().vary).toMatch(/accept/i);
});

test('S-109 S-111: a form from another site is refused, before the action', async ({ request }) => {
	const answer = await request.post('/wordcount', {
		form: { text },
		headers: { origin: 'https://example.org', accept: 'text/html' }
	});
	expect(answer.status()).toBe(403);
	expect(await answer.text()).toBe('Cross-site POST form submissions are forbidden');
});
