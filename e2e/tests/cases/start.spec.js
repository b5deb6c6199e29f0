import { failedWith, requests } from '../browser.js';
import { expect, test } from './stage.js';

const read = async (page, id) => JSON.parse(String(await page.getByTestId(id).textContent()));

test.describe('start-up and hydration', { tag: '@js' }, () => {
	test('C-142 C-145: universal loads get the answers that came with the document', async ({
		app,
		page,
		request
	}) => {
		const traffic = requests(page);
		const html = await (await request.get('/embed')).text();
		const scripts = html.match(/<script type="application\/json" data-sveltekit-fetched[^>]*>/g) ?? [];
		expect(scripts).toHaveLength(5);
		expect(scripts.every((script) => /data-url="\/embed\/(api|bytes)/.test(script))).toBe(true);
		expect(scripts.filter((script) => /data-hash=/.test(script))).toHaveLength(2);
		expect(scripts.filter((script) => /data-b64/.test(script))).toHaveLength(1);
		expect(scripts.filter((script) => /data-ttl="100"/.test(script))).toHaveLength(1);

		await app.open('/embed');
		const header = await read(page, 'header');
		const posted = await read(page, 'posted');
		const plain = await read(page, 'plain');
		expect(header.asked).toBe('one');
		expect(posted.body).toBe('two');
		expect(plain).toMatchObject({ asked: null, body: '' });
		expect(new Set([plain.stamp, header.stamp, posted.stamp]).size).toBe(3);
		await expect(page.getByTestId('bytes')).toHaveText('"0,255,13,10,60,47,115"');
		expect(traffic.seen.filter((it) => it.url().includes('/embed/'))).toEqual([]);
		await expect(page.locator('script[data-sveltekit-fetched]')).toHaveCount(0);
	});

	test('C-147 C-25: an answer that may be kept is, until something is written there', async ({
		stage,
		page
	}) => {
		await stage.open('/embed');
		const kept = await read(page, 'kept');
		const plain = await read(page, 'plain');
		const traffic = requests(page);
		const again = async (q) => {
			await page.evaluate((q) => window.kit.goto(`/embed?q=${q}`), q);
			await expect(page.getByTestId('q')).toHaveText(`"${q}"`);
		};
		await page.evaluate(() => window.kit.refreshAll());
		expect((await read(page, 'plain')).stamp).not.toBe(plain.stamp);
		await again('1');
		const asked = () => traffic.seen.filter((it) => it.url().endsWith('/embed/api?age=100')).length;
		const before = await read(page, 'kept');
		if (asked() === 0) expect(before.stamp).toBe(kept.stamp);

		await page.evaluate(() => fetch('/embed/api?age=100', { method: 'POST', body: 'x' }));
		traffic.seen.splice(0);
		await page.evaluate(() => window.kit.refreshAll());
		expect(asked()).toBe(1);
	});

	test('C-142: no load runs again on the server, and nothing typed is lost', async ({ app, page }) => {
		const traffic = requests(page);
		/** @type {() => void} */
		let go = () => {};
		const gate = new Promise((done) => (go = () => done(undefined)));
		await page.route(/_app\/.*\.js/, async (route) => {
			await gate;
			await route.continue();
		});
		await page.goto('/components', { waitUntil: 'commit' });
		await page.getByLabel('bound').fill('typed early');
		await expect(page.getByTestId('bound')).toHaveText('bound');
		go();
		await app.hydrated();
		await expect(page.getByLabel('bound')).toHaveValue('typed early');
		await expect(page.getByTestId('bound')).toHaveText('typed early');
		expect(traffic.data()).toEqual([]);
	});

	test('C-143: after a native post: form, status and address', async ({ app, expected, stage, page }) => {
		expected.push(failedWith(422));
		await stage.open('/c');
		await stage.put(
			'<form method="POST" action="?/fail"><input name="status" value="422"><input name="text" value="x"><button>Send</button></form>'
		);
		await stage.send();
		await expect(page).toHaveURL('/c?/fail');
		await app.hydrated();
		await stage.received({ text: 'x' }, 422);
		await stage.answered('x');
		await expect(page.getByTestId('url')).toHaveText('/c?/fail');
		await expect(page.getByLabel('echo')).toHaveValue('x');

		await stage.ready();
		await stage.put('<form method="POST" action="?/types"><button>Send</button></form>');
		await stage.send();
		await app.hydrated();
		await expect(page.getByTestId('types')).toHaveText('true true true true');
	});

	test('C-143: data absent is null after a native post', async ({ app, stage, page }) => {
		await stage.open('/c');
		await stage.put('<form method="POST" action="?/nothing"><button>Send</button></form>');
		await stage.send();
		await expect(page).toHaveURL('/c?/nothing');
		await app.hydrated();
		await expect(page.getByTestId('form')).toHaveText('null');
		await expect(page.getByTestId('prop')).toHaveText('null');
	});

	test('C-144 F-141: ssr = false: all loads run, of type enter; form is null', async ({ app, page }) => {
		const traffic = requests(page);
		await app.open('/shell');
		await expect(page.getByTestId('universal')).toHaveText('in the browser');
		expect(traffic.data()).toEqual(['/shell/__data.json?x-sveltekit-invalidated=01']);
		expect(await page.evaluate(() => window.kit.events)).toEqual(['after enter']);
		await expect(page.getByTestId('mounting')).toHaveText('null');
		await expect(page.getByTestId('prop')).toHaveText('null');
	});

	test('C-144 F-141: the result of a native post is lost there, that of an enhanced one is not', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/shell');
		await stage.put(
			'<form method="POST" action="?/ok"><input name="text" value="x"><button>Send</button></form>'
		);
		await stage.send();
		await expect(page).toHaveURL('/shell?/ok');
		await app.hydrated();
		await stage.received(null, 200);
		await stage.ready();
		await stage.simple('/shell?/ok');
		await stage.send();
		await stage.answered('hello');
	});

	test('C-144: an unknown address inside it is the server’s', async ({ expected, stage, page }) => {
		expected.push(failedWith(404));
		await stage.open('/shell');
		await stage.put('<a href="/nosuch">go</a>');
		await page.getByRole('link', { name: 'go' }).click();
		await stage.at('root error');
		await expect(page).toHaveURL('/nosuch');
	});

	test('C-146: a universal load that redirects while hydrating', async ({ stage, page }) => {
		await page.goto('/client/redirect');
		await stage.at('d');
		await expect(page).toHaveURL('/d?from=hydration');
	});

	test('C-146: one that fails while hydrating: the root error page', async ({ app, page, stage }) => {
		await app.open('/client/error');
		await stage.at('root error');
		await expect(page.getByTestId('error')).toHaveText('{"status":409,"message":"only in the browser"}');
		await stage.received(null, 409);
		await stage.ready();
		await page.getByRole('link', { name: '/d', exact: true }).click();
		await stage.at('d');
	});

	test('C-149: credentials in the address', async ({ app, baseURL, page, stage }) => {
		const url = new URL('/c', baseURL);
		url.username = 'ada';
		url.password = 'secret';
		await page.goto(url.href);
		await app.hydrated();
		await stage.ready();
		expect(await page.evaluate(() => document.URL)).not.toContain('secret');
		await page.evaluate(() => window.kit.goto('/d'));
		await stage.at('d');
	});

	for (const [name, pattern] of [
		['its start', /\/entry\/start/],
		['a page’s code', /\/nodes\//],
		['everything', /\.js$/]
	]) {
		test(`C-150 C-163: ${name} cannot be fetched: links and forms work natively`, async ({
			expected,
			page,
			stage
		}) => {
			expected.push(/Failed to load resource/, /Failed to fetch dynamically imported module/);
			await page.route(pattern, (route) => route.abort());
			await page.goto('/attach');
			await stage.at('attach');
			await page.getByRole('form', { name: 'bare' }).getByRole('button').click();
			await expect(page).toHaveURL('/attach?/ok');
			await stage.answered('bare');
			await page.getByRole('link', { name: '/d', exact: true }).click();
			await stage.at('d');
			await expect(page.locator('#svelte-announcer')).toHaveCount(0);
		});
	}
});
