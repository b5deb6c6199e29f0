import { expect, failedWith, test as base } from '../browser.js';
import { prefixed } from './proxy.js';

/** Under a strict policy, where Chromium reports each violation on the console, which fails the test. */
const test = base.extend({ served: 'E2E_GUARDED_URL' });

/**
 * Whether a style sheet is there, which may come after the element.
 * @param {import('@playwright/test').Page} page @param {string} element @param {string} colour
 */
const coloured = (page, element, colour) => expect(page.locator(element)).toHaveCSS('color', colour);

/** Whether all pictures are there. @param {import('@playwright/test').Page} page */
const pictures = (page) =>
	expect
		.poll(() => page.locator('img').evaluateAll((all) => all.map((/** @type {any} */ it) => it.naturalWidth > 0)))
		.not.toContain(false);

test('F-190 F-194: a form under a strict policy, with and without scripts', async ({ app, expected, page }) => {
	expected.push(failedWith(422));
	const response = await app.open('/');
	expect(response.headers()['content-security-policy']).toContain("form-action 'self'");
	await app.mark();
	await page.getByRole('button', { name: 'Say' }).click();
	await expect(page.getByTestId('form')).toHaveText('{"missing":true}');
	await app.enhanced();
	await app.hydrated();
	await page.getByLabel('text').fill('hello');
	await page.getByRole('button', { name: 'Say' }).click();
	await expect(page.getByTestId('form')).toHaveText('{"said":"hello"}');
	await app.hydrated();
	await page.getByRole('button', { name: 'Leave' }).click();
	await expect(page.getByRole('heading')).toHaveText('Room 7');
	await coloured(page, 'h1', 'rgb(4, 5, 6)');
	await pictures(page);
});

test('F-175: all of it under a prefix that the server does not know', async ({ app, baseURL, page }) => {
	const proxy = await prefixed(/** @type {string} */ (baseURL), '/some/where');
	try {
		await app.open(`${proxy.origin}/some/where/`);
		await coloured(page, 'nav', 'rgb(1, 2, 3)');
		await pictures(page);
		await app.mark();
		await page.getByLabel('text').fill('hello');
		await page.getByRole('button', { name: 'Say' }).click();
		await expect(page.getByTestId('form')).toHaveText('{"said":"hello"}');
		await app.enhanced();
		await app.hydrated();
		await page.getByRole('link', { name: 'Room' }).click();
		await expect(page.getByRole('heading')).toHaveText('Room 7');
		await app.enhanced();
		await expect(page).toHaveURL(`${proxy.origin}/some/where/rooms/7/inside`);
		await coloured(page, 'h1', 'rgb(4, 5, 6)');
		await pictures(page);
		await app.open(page.url());
		await pictures(page);
		await page.getByLabel('text').fill('again');
		await page.getByRole('button', { name: 'Say' }).click();
		await expect(page.getByTestId('form')).toHaveText('{"said":"again"}');
		await app.hydrated();
		await page.getByRole('link', { name: 'Home' }).click();
		await app.hydrated();
		await page.getByRole('button', { name: 'Leave' }).click();
		await expect(page.getByRole('heading')).toHaveText('Room 7');
		await expect(page).toHaveURL(`${proxy.origin}/some/where/rooms/7/inside`);
		expect(proxy.strays, 'requests beside the prefix').toEqual([]);
	} finally {
		await proxy.close();
	}
});

test.describe('with scripts', { tag: '@js' }, () => {
	test('F-191 F-194: streamed and embedded data, and the template’s own script', async ({ app, page }) => {
		const response = await app.open('/');
		await expect(page.getByTestId('later')).toHaveText('arrived');
		await expect(page.getByTestId('never')).toHaveText('Internal Error');
		await expect(page.locator('html')).toHaveAttribute('data-template', 'ran');
		const [words] = /asked \d+/.exec(await response.text()) ?? [];
		await expect(page.getByTestId('words')).toHaveText(String(words));
	});

	test('F-192 F-194: styles of a page that is navigated to', async ({ app, page }) => {
		await app.open('/');
		await app.mark();
		await page.getByRole('link', { name: 'Room' }).click();
		await expect(page.getByRole('heading')).toHaveText('Room 7');
		await app.enhanced();
		await coloured(page, 'h1', 'rgb(4, 5, 6)');
		const nonces = await page.evaluate(() => {
			const meta = /** @type {HTMLElement} */ (document.querySelector('meta[property="csp-nonce"]'));
			const links = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('link[rel=stylesheet]'));
			return [meta.nonce, links[links.length - 1].nonce];
		});
		expect(nonces[0]).toHaveLength(24);
		expect(nonces[1]).toBe(nonces[0]);
	});

	test('F-194: the policy is in force', async ({ app, expected, page }) => {
		expected.push(/Content Security Policy/i);
		await app.open('/');
		await page.evaluate(() => {
			const script = document.createElement('script');
			script.textContent = 'document.documentElement.dataset.offended = "yes"';
			document.head.append(script);
		});
		await expect(page.locator('html')).not.toHaveAttribute('data-offended');
	});
});
