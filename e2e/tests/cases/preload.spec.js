import { failedWith, hold, requests } from '../browser.js';
import { expect, test } from './stage.js';

const go = (page, url, options) =>
	page.evaluate(([url, options]) => window.kit.goto(url, options), [url, options]);
const DATA = '/uses/nothing/__data.json?x-sveltekit-invalidated=011';

test.describe('preloading', { tag: '@js' }, () => {
	test('C-133 F-220: preloadData: what it answers', async ({ expected, stage, page }) => {
		expected.push(failedWith(404));
		await stage.open('/c');
		const preload = (url) => page.evaluate((url) => window.kit.preloadData(url), url);
		const loaded = await preload('/uses/search?q=1');
		expect(loaded).toMatchObject({ type: 'loaded', status: 200, data: { q: ['1'] } });
		expect(Object.keys(loaded.data).sort()).toEqual(['asked', 'layout', 'page', 'q']);
		expect(await preload('/go?to=/d')).toMatchObject({ type: 'redirect', location: '/d' });
		expect(await preload('/err/deep/leaf?leaf=error')).toMatchObject({
			type: 'error',
			status: 418,
			error: { status: 418, message: 'leaf is a teapot', colour: 'brown' }
		});
		const refused = await page.evaluate(() =>
			window.kit.preloadData('/raw').then(
				() => 'fine',
				() => 'refused'
			)
		);
		expect(refused).toBe('refused');
		await stage.at('c');
		await expect(page).toHaveURL('/c');
	});

	test('C-133 F-220: the next navigation to it uses it, and only the next', async ({ stage, page }) => {
		await stage.open('/c');
		const { data } = await page.evaluate(() => window.kit.preloadData('/uses/nothing'));
		const traffic = requests(page);
		await go(page, '/uses/nothing#hash');
		await stage.at('nothing');
		await expect(page).toHaveURL('/uses/nothing#hash');
		expect(await stage.shown('page')).toBe(data.page);
		expect(traffic.data()).toEqual([]);
		await go(page, '/c');
		await go(page, '/uses/nothing');
		expect(traffic.data()).toEqual(['/c/__data.json?x-sveltekit-invalidated=001', DATA]);
	});

	test('C-133 F-220: asked for twice, it is loaded once, and a navigation waits for it', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		const traffic = requests(page);
		const data = await hold(page, /nothing\/__data\.json/);
		await page.evaluate(() => {
			window.kit.preloadData('/uses/nothing');
			window.kit.preloadData('/uses/nothing');
		});
		await data.reached;
		await page.evaluate(() => void window.kit.goto('/uses/nothing'));
		await expect(page.getByTestId('navigating')).toHaveText('"goto"');
		data.release();
		await stage.at('nothing');
		expect(traffic.data()).toEqual([DATA]);
	});

	for (const [name, act] of [
		['another query', () => window.kit.goto('/uses/nothing?x=1')],
		['refreshAll', () => window.kit.refreshAll()],
		['invalidate', () => window.kit.invalidate('uses:nobody')],
		['goto with refreshAll', () => window.kit.goto('/c', { refreshAll: true })],
		[
			'a redirect of an action',
			() => window.kit.applyAction({ type: 'redirect', status: 303, location: '/e' })
		]
	]) {
		test(`C-133 C-111: dropped by ${name}`, async ({ stage, page }) => {
			await stage.open('/c');
			await page.evaluate(() => window.kit.preloadData('/uses/nothing'));
			await page.evaluate(/** @type {any} */ (act));
			if (name === 'another query') await go(page, '/c');
			const traffic = requests(page);
			await go(page, '/uses/nothing');
			await stage.at('nothing');
			expect(traffic.data()).toEqual([DATA]);
		});
	}

	test('C-133 F-220: an error that was preloaded is tried again', async ({ expected, stage, page }) => {
		expected.push(failedWith(503));
		await stage.open('/c');
		await page.route(/nothing\/__data\.json/, (route) =>
			route.fulfill({ status: 503, json: { message: 'closed' } })
		);
		await page.evaluate(() => window.kit.preloadData('/uses/nothing'));
		await page.unroute(/nothing\/__data\.json/);
		await go(page, '/uses/nothing');
		await stage.at('nothing');
	});

	for (const target of ['/uses/params/[a]/[b]', '/uses/params/1/2']) {
		test(`C-133 F-220: preloadCode(${target}): modules and no data`, async ({ stage, page }) => {
			await stage.open('/c');
			const traffic = requests(page);
			await page.evaluate((target) => window.kit.preloadCode(target), target);
			const before = traffic.seen.map((request) => new URL(request.url()).pathname);
			expect(before.length).toBeGreaterThan(0);
			expect(before.every((path) => path.startsWith('/_app/immutable/'))).toBe(true);
			traffic.seen.splice(0);
			await go(page, '/uses/params/1/2');
			await stage.at('params');
			expect(traffic.seen.map((request) => new URL(request.url()).pathname)).toEqual([
				'/uses/params/1/2/__data.json'
			]);
		});
	}

	const isData = (url) => url.pathname === '/uses/nothing/__data.json';

	for (const [value, moment] of [
		['', 'hover'],
		['hover', 'hover'],
		['tap', 'press']
	]) {
		test(`C-84 C-134 F-220: data-sveltekit-preload-data="${value}": on ${moment}`, async ({ stage, page }) => {
			await stage.open('/c');
			await stage.put(`<div data-sveltekit-preload-data="${value}"><a href="/uses/nothing">go</a></div>`);
			const traffic = requests(page);
			const link = page.getByRole('link', { name: 'go' });
			await link.hover();
			if (moment === 'press') await page.mouse.down();
			await expect.poll(() => traffic.seen.some((request) => isData(new URL(request.url())))).toBe(true);
			await expect(page).toHaveURL('/c');
			if (moment === 'press') await page.mouse.up();
			else await link.click();
			await stage.at('nothing');
			expect(traffic.data()).toEqual([DATA]);
		});
	}

	for (const [value, moment] of [
		['eager', 'at once'],
		['viewport', 'in view'],
		['hover', 'hover'],
		['', 'hover'],
		['tap', 'press']
	]) {
		test(`C-84 C-134 F-220: data-sveltekit-preload-code="${value}": ${moment}`, async ({ stage, page }) => {
			await stage.open('/c');
			await stage.put(
				`<div style="height: 3000px"></div><a href="/uses/nothing" data-sveltekit-preload-code="${value}">go</a>`
			);
			const traffic = requests(page);
			// what is looked at after each update of a page
			await page.evaluate(() => window.kit.goto('/e'));
			const scripts = () =>
				traffic.seen.filter((request) => request.url().includes('/_app/immutable/nodes/'));
			traffic.seen.splice(0, moment === 'at once' ? 0 : Infinity);
			const link = page.getByRole('link', { name: 'go' });
			if (moment !== 'at once')
				await page.evaluate(() => document.querySelector('#stage a').scrollIntoView());
			if (moment === 'hover') await link.hover();
			if (moment === 'press') {
				await link.hover();
				await page.mouse.down();
			}
			await expect.poll(() => scripts().length).toBeGreaterThan(1);
			expect(traffic.seen.some((request) => isData(new URL(request.url())))).toBe(false);
			await expect(page).toHaveURL('/e');
		});
	}

	for (const [name, html] of [
		[
			'"false"',
			'<div data-sveltekit-preload-data><a data-sveltekit-preload-data="false" href="/uses/nothing">go</a></div>'
		],
		['absent', '<a href="/uses/nothing">go</a>'],
		[
			'on a link that is loaded as a document',
			'<a data-sveltekit-preload-data data-sveltekit-reload href="/uses/nothing">go</a>'
		]
	]) {
		test(`C-84: data-sveltekit-preload-data ${name}: nothing ahead`, async ({ stage, page }) => {
			await stage.open('/c');
			await stage.put(`${html} <a data-sveltekit-preload-data href="/uses/url">other</a>`);
			const traffic = requests(page);
			await page.getByRole('link', { name: 'go' }).hover();
			await page.mouse.down();
			// the other link shows that a pointer at rest would have been noticed by now
			await page.getByRole('link', { name: 'other' }).hover();
			await expect
				.poll(() => traffic.seen.filter((request) => request.url().includes('/uses/url/__data')).length)
				.toBe(1);
			expect(traffic.data()).toEqual(['/uses/url/__data.json?x-sveltekit-invalidated=011']);
		});
	}

	test('C-134: not when data are to be saved', async ({ stage, page }) => {
		await page.addInitScript(() =>
			Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
		);
		await stage.open('/c');
		await stage.put('<a data-sveltekit-preload-data href="/uses/nothing">go</a>');
		const traffic = requests(page);
		await page.getByRole('link', { name: 'go' }).hover();
		await page.mouse.down();
		await page.mouse.up();
		await stage.at('nothing');
		expect(traffic.data()).toEqual([DATA]);
	});

	test('C-133 C-45: an action navigation drops it', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.preloadData('/uses/nothing'));
		await stage.simple('/d?/ok');
		await stage.send();
		await stage.at('d');
		const traffic = requests(page);
		await go(page, '/uses/nothing');
		expect(traffic.data()).toEqual([DATA]);
	});
});
