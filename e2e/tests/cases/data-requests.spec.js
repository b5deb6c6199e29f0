import { failedWith, hold, requests, unique } from '../browser.js';
import { expect, test } from './stage.js';

/** @param {import('@playwright/test').Page} page @param {string} url @param {object} [options] */
const go = (page, url, options) =>
	page.evaluate(([url, options]) => window.kit.goto(url, options), [url, options]);

test.describe('which loads run', { tag: '@js' }, () => {
	for (const [name, from, to, asked] of [
		[
			'another page below the same layout',
			'/uses/nothing',
			'/uses/url',
			'/uses/url/__data.json?x-sveltekit-invalidated=001'
		],
		['from outside', '/c', '/uses/nothing', '/uses/nothing/__data.json?x-sveltekit-invalidated=011'],
		[
			'a query key that the layout reads',
			'/uses/nothing',
			'/uses/nothing?layout=1',
			'/uses/nothing/__data.json?layout=1&x-sveltekit-invalidated=010'
		],
		['a query key that nobody reads', '/uses/nothing', '/uses/nothing?other=1', null],
		[
			'a query key that the page reads',
			'/uses/search?q=1',
			'/uses/search?q=2',
			'/uses/search/__data.json?q=2&x-sveltekit-invalidated=001'
		],
		[
			'a second value of it',
			'/uses/search?q=1',
			'/uses/search?q=1&q=2',
			'/uses/search/__data.json?q=1&q=2&x-sveltekit-invalidated=001'
		],
		['the same values in another order', '/uses/search?q=1&q=2', '/uses/search?q=2&q=1', null],
		[
			'a parameter that is read',
			'/uses/params/1/1',
			'/uses/params/2/1',
			'/uses/params/2/1/__data.json?x-sveltekit-invalidated=001'
		],
		['a parameter that is not read', '/uses/params/1/1', '/uses/params/1/2', null],
		[
			'the path for who reads it, changed in the query only',
			'/uses/url',
			'/uses/url?x=1',
			'/uses/url/__data.json?x=1&x-sveltekit-invalidated=001'
		],
		['the hash, for who reads the path', '/uses/url', '/uses/url#x', null],
		[
			'a parent that reruns',
			'/uses/parent',
			'/uses/parent?layout=1',
			'/uses/parent/__data.json?layout=1&x-sveltekit-invalidated=011'
		],
		['something read in untrack, and the origin', '/uses/untrack?q=1', '/uses/untrack?q=2', null],
		[
			'a directory without a layout counts',
			'/uses/gap/inner?q=1',
			'/uses/gap/inner?q=2',
			'/uses/gap/inner/__data.json?q=2&x-sveltekit-invalidated=0001'
		],
		[
			'the route id',
			'/uses/route/one',
			'/uses/route/two',
			'/uses/route/two/__data.json?x-sveltekit-invalidated=0010'
		],
		['a universal load that reruns asks nobody', '/uses/layered?u=1', '/uses/layered?u=2', null],
		[
			'a trailing slash',
			'/c',
			'/slash/',
			'/slash/__data.json?x-sveltekit-trailing-slash=1&x-sveltekit-invalidated=01'
		],
		[
			'a path that ends in .html',
			'/c',
			'/file.html?q=1',
			'/file.html__data.json?q=1&x-sveltekit-invalidated=01'
		],
		['a page without any load', '/c', '/e', null],
		[
			'only a universal load',
			'/c',
			'/uses/universal',
			'/uses/universal/__data.json?x-sveltekit-invalidated=010'
		]
	]) {
		test(`C-88 C-90 C-103 C-104 C-105: ${name}`, async ({ stage, page }) => {
			await stage.open(from);
			const traffic = requests(page);
			await stage.events();
			await go(page, to);
			await expect(page).toHaveURL(to);
			await stage.idle();
			expect(traffic.data()).toEqual(asked ? [asked] : []);
		});
	}

	test('C-89: plain GET with default headers, through window.fetch', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => {
			const { fetch } = window;
			window.notes = [];
			window.fetch = (input, init) => {
				window.notes.push(String(input));
				return fetch(input, init);
			};
		});
		const request = page.waitForRequest(/__data\.json/);
		await go(page, '/d?x=1');
		const headers = await (await request).allHeaders();
		expect((await request).method()).toBe('GET');
		expect(headers.accept).toBe('*/*');
		expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
		const response = await (await request).response();
		expect(response?.headers()).toMatchObject({
			'content-type': 'application/json',
			'cache-control': 'private, no-store'
		});
		expect(response?.headers()['x-sveltekit-version']).toBeTruthy();
		const notes = await stage.notes();
		expect(notes.map((url) => new URL(url).pathname)).toEqual(['/d/__data.json']);
	});

	test('C-89: a query key of the framework is an error', async ({ expected, stage, page }) => {
		expected.push(/x-sveltekit-|reserved/, failedWith(400));
		await stage.open('/c');
		const traffic = requests(page);
		await go(page, '/d?x-sveltekit-invalidated=1');
		await stage.at('root error');
		await stage.received(null, 500);
		expect(traffic.data()).toEqual([]);
	});

	test('C-91: the load sees the address of the page', async ({ stage, page }) => {
		await stage.open('/c');
		await go(page, '/slash/?a=1');
		await expect(page.getByTestId('data')).toContainText('"path":"/slash/","query":"?a=1"');
	});

	test('C-104: a server load that reran makes the universal load of its node rerun, not the other way', async ({
		stage,
		page
	}) => {
		await stage.open('/uses/both?q=1&u=1');
		const traffic = requests(page);
		let [own, universal] = [await stage.shown('page'), await stage.shown('universal')];
		await go(page, '/uses/both?q=1&u=2');
		await expect(page.getByTestId('universal')).not.toHaveText(String(universal));
		expect(await stage.shown('page')).toBe(own);
		expect(traffic.data()).toEqual([]);
		universal = await stage.shown('universal');
		await go(page, '/uses/both?q=2&u=2');
		await expect(page.getByTestId('page')).not.toHaveText(String(own));
		await expect(page.getByTestId('universal')).not.toHaveText(String(universal));
	});

	test('C-104: a universal load that used parent() reruns with it', async ({ stage, page }) => {
		await stage.open('/uses/layered/child?u=1');
		await expect(page.getByTestId('data')).toContainText('"above":"1"');
		await go(page, '/uses/layered/child?u=2');
		await expect(page.getByTestId('data')).toContainText('"above":"2"');
	});

	test('C-102 C-107: what was skipped keeps its data, and its identity', async ({ stage, page }) => {
		await stage.open('/uses/search?q=1');
		const above = await stage.shown('above');
		const updates = () => page.evaluate(() => window.updates.search);
		expect(await updates()).toBe(1);
		await go(page, '/uses/search?q=1&other=1');
		await go(page, '/uses/search?q=1&other=2#x');
		expect(await updates()).toBe(1);
		await go(page, '/uses/search?q=2');
		await expect(page.getByTestId('data')).toContainText('"q":["2"]');
		expect(await updates()).toBe(2);
		expect(await stage.shown('above')).toBe(above);
	});

	test('C-106: fetch of a universal load is a dependency, depends() too', async ({ stage, page }) => {
		await stage.open('/uses/universal');
		for (const [resource, runs] of [
			['uses:page', true],
			['/uses/api?n=1', true],
			['/uses/api?n=2', false],
			['/uses/api', false]
		]) {
			const before = String(await stage.shown('universal'));
			await page.evaluate((resource) => window.kit.invalidate(resource), resource);
			if (runs) await expect(page.getByTestId('universal')).not.toHaveText(before);
			else await expect(page.getByTestId('universal')).toHaveText(before);
		}
	});
});

test.describe('answers of data requests', { tag: '@js' }, () => {
	test('C-92 C-93: nodes, and what their loads used', async ({ request }) => {
		const ask = async (path) => {
			const answer = await request.get(path);
			expect(answer.status()).toBe(200);
			expect(answer.headers()).toMatchObject({
				'content-type': 'application/json',
				'cache-control': 'private, no-store'
			});
			const text = await answer.text();
			expect(text.indexOf('\n')).toBe(text.length - 1);
			const body = JSON.parse(text);
			expect(body.type).toBe('data');
			return body.nodes;
		};
		const [root, layout, page] = await ask('/uses/depends/__data.json?x-sveltekit-invalidated=001');
		expect(root === null || root.type === 'skip').toBe(true);
		expect(layout).toEqual({ type: 'skip' });
		expect(page.type).toBe('data');
		const { origin } = new URL((await request.get('/c')).url());
		expect(page.uses).toEqual({ dependencies: ['uses:page', `${origin}/uses/api`] });

		const uses = async (path) => (await ask(path)).at(-1).uses;
		expect(await uses('/uses/search/__data.json?q=1')).toEqual({ search_params: ['q'] });
		expect(await uses('/uses/params/1/2/__data.json')).toEqual({ params: ['a'] });
		expect(await uses('/uses/url/__data.json')).toEqual({ url: 1 });
		expect(await uses('/uses/parent/__data.json?x-sveltekit-invalidated=001')).toEqual({ parent: 1 });
		expect(await uses('/uses/nothing/__data.json')).toEqual({});
		expect((await ask('/slash/__data.json?x-sveltekit-trailing-slash=1')).at(-1).slash).toBe('always');
	});

	test('C-96: what cannot be answered', async ({ request }) => {
		const endpoint = await request.get('/raw/__data.json');
		expect([endpoint.status(), await endpoint.text()]).toEqual([404, '']);
		const unknown = await request.get('/nosuch/__data.json');
		expect(unknown.status()).toBe(404);
		expect(await unknown.json()).toMatchObject({ message: 'Not Found' });
		const root = await request.get('/nosuch/__data.json?x-sveltekit-invalidated=1');
		expect(root.status()).toBe(200);
		expect(await root.json()).toMatchObject({ type: 'data' });
	});

	test('C-98: cookies are sent; a POST runs no action', async ({ baseURL, request }) => {
		const answer = await request.post('/c/__data.json?/ok', {
			form: { text: 'x' },
			headers: { accept: 'application/json', origin: String(baseURL) }
		});
		expect(await answer.text()).not.toContain('success');
	});

	test('C-94 C-101 C-115: a redirect is followed, and no callback hears of the hop', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await stage.events();
		const entries = await page.evaluate(() => history.length);
		const to = encodeURIComponent('/uses/url?x=1#h');
		const answer = await page.request.get(`/go/__data.json?to=${to}`);
		expect(answer.status()).toBe(200);
		expect(await answer.json()).toEqual({ type: 'redirect', status: 303, location: '/uses/url?x=1#h' });
		await go(page, `/go?to=${to}`);
		await expect(page).toHaveURL('/uses/url?x=1#h');
		await stage.at('url');
		expect(await stage.events()).toEqual(['before goto', 'after goto']);
		expect(await page.evaluate(() => history.length)).toBe(entries + 1);
	});

	test('C-115: a location relative to the page that redirects', async ({ stage, page }) => {
		await stage.open('/c');
		await go(page, '/go?to=uses/nothing');
		await stage.at('nothing');
		await expect(page).toHaveURL('/uses/nothing');
	});

	test('C-115 C-113: a redirect to what is no page loads the document', async ({ stage, page }) => {
		await stage.open('/c');
		void page.evaluate(() => void window.kit.goto('/go?to=/raw'));
		await stage.at('please log in');
		await expect(page).toHaveURL('/raw');
	});

	test('C-115: twenty redirects are fine, one more is a loop', async ({ expected, stage, page }) => {
		expected.push(/redirect/i);
		await stage.open('/c');
		await go(page, '/loop?left=20');
		await stage.at('loop');
		await expect(page).toHaveURL('/loop?left=0');

		await go(page, '/c');
		await go(page, '/loop?left=21');
		await stage.at('root error');
		await stage.received(null, 500);
	});

	test('C-95 C-100 F-80: promises arrive one after the other, as what they are', async ({ stage, page }) => {
		const key = unique('stream');
		await stage.open('/c');
		await go(page, `/stream?key=${key}`);
		await stage.at('stream');
		await stage.idle();
		for (const id of ['first', 'second', 'broken']) await expect(page.getByTestId(id)).toHaveText('waiting');
		await stage.gate(`${key}-second`, 'zwei%0A%C3%BC');
		await expect(page.getByTestId('second')).toHaveText('zwei ü true');
		await expect(page.getByTestId('first')).toHaveText('waiting');
		await stage.gate(`${key}-first`, 'one');
		await expect(page.getByTestId('first')).toHaveText('one');
		await stage.gate(`${key}-broken`);
		await expect(page.getByTestId('broken')).toHaveText('{"status":500,"message":"Internal Error"}');
		await stage.at('stream');
	});

	test('C-95: the stream of a document', async ({ app, stage, page }) => {
		const key = unique('stream');
		await page.goto(`/stream?key=${key}`, { waitUntil: 'commit' });
		await app.hydrated();
		await expect(page.getByTestId('first')).toHaveText('waiting');
		await stage.gate(`${key}-first`, 'one');
		await expect(page.getByTestId('first')).toHaveText('one');
		await stage.gate(`${key}-broken`);
		await expect(page.getByTestId('broken')).toHaveText('{"status":500,"message":"Internal Error"}');
		await expect(page.getByTestId('second')).toHaveText('waiting');
		await stage.gate(`${key}-second`, 'two');
		await expect(page.getByTestId('second')).toHaveText('two true');
	});

	test('C-100: a stream that breaks off rejects what has not come', async ({ stage, page }) => {
		await stage.open('/c');
		await page.route(/\/stream\/__data\.json/, (route) =>
			route.fulfill({
				contentType: 'text/sveltekit-data',
				body:
					'{"type":"data","nodes":[null,{"type":"data","data":[{"page":1,"first":2,"deep":4,"broken":6},"x",["Promise",3],1,{"second":5},["Promise",7],["Promise",8],2,3],"uses":{}}]}\n' +
					'{"type":"chunk","id":1,"data":["one"]}\n'
			})
		);
		await go(page, '/stream?key=none');
		await expect(page.getByTestId('first')).toHaveText('one');
		await expect(page.getByTestId('broken')).not.toHaveText('waiting');
	});
});

test.describe('data requests that fail', { tag: '@js' }, () => {
	for (const [name, answer, shown] of [
		[
			'JSON with a message',
			{ status: 503, json: { message: 'closed', hint: 'later' } },
			{ status: 503, message: 'closed', hint: 'later' }
		],
		[
			'JSON with a status of its own',
			{ status: 500, json: { status: 507, message: 'full' } },
			{ status: 507, message: 'full' }
		],
		[
			'HTML with 404',
			{ status: 404, contentType: 'text/html', body: '<p>no</p>' },
			{ status: 404, message: 'Not Found' }
		],
		['nothing with 502', { status: 502 }, { status: 502, message: 'Internal Error' }]
	]) {
		test(`C-99: ${name}: the root error page`, async ({ expected, stage, page }) => {
			expected.push(failedWith(/** @type {any} */ (answer).status));
			await stage.open('/c');
			await page.route(/\/uses\/.*__data\.json/, (route) => route.fulfill(answer));
			await go(page, '/uses/nothing');
			await stage.at('root error');
			expect(JSON.parse(String(await page.getByTestId('error').textContent()))).toEqual(shown);
			await expect(page).toHaveURL('/uses/nothing');
			await stage.received(null, /** @type {any} */ (shown).status);
			await expect(page.getByTestId('route')).toHaveText(' {}');
		});
	}

	test('C-99 C-151: no connection', async ({ app, expected, stage, page }) => {
		expected.push(/Failed to load resource/, /Failed to fetch/);
		await stage.open('/c');
		await page.route(/__data\.json/, (route) => route.abort('internetdisconnected'));
		await go(page, '/uses/nothing');
		await stage.at('root error');
		await expect(page.getByTestId('error')).toHaveText('{"status":500,"message":"Internal Error"}');
		await app.enhanced();
		await page.unroute(/__data\.json/);
		await page.getByRole('link', { name: '/d', exact: true }).click();
		await stage.at('d');
		await app.enhanced();
	});

	test('C-116: an answer that comes too late is dropped', async ({ stage, page }) => {
		await stage.open('/c');
		const slow = await hold(page, /\/uses\/url\/__data\.json/);
		void page.evaluate(() => {
			window.outcome = window.kit.goto('/uses/url').then(() => 'settled');
		});
		await slow.reached;
		await page.evaluate(() => {
			const { complete } = window.kit.navigations.at(-1);
			window.complete = complete.then(
				() => 'kept',
				() => 'superseded'
			);
		});
		await page.getByRole('link', { name: '/d', exact: true }).click();
		await stage.at('d');
		slow.release();
		expect(await page.evaluate(() => window.complete)).toBe('superseded');
		expect(await page.evaluate(() => window.outcome)).toBe('settled');
		await stage.at('d');
		await expect(page).toHaveURL('/d');
	});
});
