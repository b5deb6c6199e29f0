import { failedWith, requests } from '../browser.js';
import { expect, test } from './stage.js';

test.describe('$app/state', { tag: '@js' }, () => {
	test('C-192: what reads one property runs again for that one only', async ({ stage, page }) => {
		await stage.open('/state');
		const runs = () => page.evaluate(() => ({ ...window.runs }));
		const once = { url: 1, form: 1, data: 1, status: 1, params: 1, route: 1, state: 1, error: 1 };
		expect(await runs()).toEqual(once);

		await page.evaluate(() => window.kit.applyAction({ type: 'success', status: 200, data: { text: 'x' } }));
		expect(await runs()).toEqual({ ...once, form: 2 });
		await page.evaluate(() => window.kit.applyAction({ type: 'failure', status: 400, data: { text: 'x' } }));
		expect(await runs()).toEqual({ ...once, form: 3, status: 2 });
		await page.evaluate(() => window.kit.pushState('/state?shallow', { a: 1 }));
		expect(await runs()).toEqual({ ...once, form: 3, status: 2, state: 2 });
	});

	test('C-192: navigating and updated while nothing happens', async ({ stage, page }) => {
		await stage.open('/state');
		await expect(page.getByTestId('idle')).toHaveText('[null,null,null,null,null,null]');
		await expect(page.getByTestId('updated')).toHaveText('false');
	});

	test('C-192 C-211: page.form and page.status outside the page', async ({ expected, stage, page }) => {
		expected.push(failedWith(422));
		await stage.open('/state');
		await stage.fake({ type: 'failure', status: 422, data: { text: 'x' } }, 422);
		await stage.simple('?/faked');
		await stage.send();
		await stage.received({ text: 'x' }, 422);
		await expect(page.getByTestId('layout')).toHaveText('{"text":"x"}');
	});

	test('C-190 C-194 F-153: what the modules export', async ({ stage, page }) => {
		await stage.open('/c');
		const names = await page.evaluate(() =>
			Object.keys(window.kit)
				.filter((name) => typeof window.kit[name] === 'function')
				.sort()
		);
		for (const name of [
			'enhance applyAction deserialize',
			'goto invalidate invalidateAll refreshAll preloadData preloadCode beforeNavigate afterNavigate onNavigate',
			'disableScrollHandling pushState replaceState snapshot',
			'resolve asset match'
		]
			.join(' ')
			.split(' ')) {
			expect(names).toContain(name);
		}
	});

	test('F-155: resolve, asset and match of $app/paths', async ({ stage, page }) => {
		await stage.open('/c');
		const answers = await page.evaluate(async () => {
			const { resolve, asset, match } = window.kit;
			const refused = (run) => {
				try {
					return run();
				} catch {
					return 'refused';
				}
			};
			return [
				resolve('/uses/params/[a]/[b]', { a: '1', b: 'x y' }),
				resolve('/c'),
				refused(() => resolve('/uses/params/[a]/[b]', { a: '1' })),
				asset('/x.png'),
				await match('/uses/params/1/2'),
				await match('/nosuch'),
				await match(new URL('/c', location.href))
			];
		});
		expect(answers).toEqual([
			'/uses/params/1/x y',
			'/c',
			'refused',
			'/x.png',
			{ id: '/uses/params/[a]/[b]', params: { a: '1', b: '2' } },
			null,
			{ id: '/c', params: {} }
		]);
	});
});

test.describe('versions', { tag: '@js' }, () => {
	const deploy = (page) =>
		page.route(/\/_app\/version\.json/, (route) => route.fulfill({ json: { version: 'the next one' } }));
	const withVersion = (page, pattern) =>
		page.route(pattern, async (route) => {
			const response = await route.fetch();
			await route.fulfill({
				response,
				headers: { ...response.headers(), 'x-sveltekit-version': 'the next one' }
			});
		});

	test('C-185 C-26: another version in the answer of an action: noticed, nothing more', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/state');
		await withVersion(page, (url) => url.search === '?/ok');
		await stage.simple('/state?/ok');
		await stage.send();
		await expect(page.getByTestId('updated')).toHaveText('true');
		await stage.received({ text: 'hello', entries: [['text', 'hello']] }, 200);
		await app.enhanced();
		await page.evaluate(() => window.kit.goto('/c'));
		await stage.at('c');
		await app.enhanced();
	});

	test('C-185: another version in a data answer', async ({ app, stage, page }) => {
		await stage.open('/state');
		await withVersion(page, /__data\.json/);
		await page.evaluate(() => window.kit.preloadData('/d'));
		await expect(page.getByTestId('updated')).toHaveText('true');
		await app.enhanced();
	});

	test('C-185: the same version is no news', async ({ stage, page }) => {
		await stage.open('/state');
		await stage.simple('/state?/ok');
		await stage.send();
		await stage.received({ text: 'hello', entries: [['text', 'hello']] }, 200);
		await page.evaluate(() => window.kit.preloadData('/d'));
		await expect(page.getByTestId('updated')).toHaveText('false');
	});

	test('C-186: updated.check()', async ({ expected, stage, page }) => {
		expected.push(/Failed to load resource/);
		await stage.open('/state');
		const check = async () => {
			await page.evaluate(() => delete window.checked);
			await page.getByRole('button', { name: 'Check' }).click();
			await expect.poll(() => page.evaluate(() => typeof window.checked)).toBe('boolean');
			return page.evaluate(() => window.checked);
		};
		const request = page.waitForRequest(/version\.json/);
		expect(await check()).toBe(false);
		expect((await (await request).allHeaders())['cache-control']).toBe('no-cache');
		await page.route(/version\.json/, (route) => route.abort());
		expect(await check()).toBe(false);
		await page.unroute(/version\.json/);
		await page.route(/version\.json/, (route) => route.fulfill({ status: 500, body: 'x' }));
		expect(await check()).toBe(false);
		await page.unroute(/version\.json/);
		await deploy(page);
		expect(await check()).toBe(true);
		await expect(page.getByTestId('updated')).toHaveText('true');
	});

	test('C-186: asked when the window gets the focus', async ({ stage, page }) => {
		await stage.open('/state');
		await deploy(page);
		await page.evaluate(() => dispatchEvent(new FocusEvent('focus')));
		await expect(page.getByTestId('updated')).toHaveText('true');
	});

	for (const [name, url, breaks] of [
		['a status of 400 or more', '/err/deep/leaf?leaf=error', null],
		['code that is gone', '/err/deep/leaf', /\/nodes\//]
	]) {
		test(`C-187 C-117: ${name} after a deployment: the document is loaded`, async ({
			expected,
			stage,
			page
		}) => {
			expected.push(/Failed to load resource/, /dynamically imported module/);
			await stage.open('/c');
			await deploy(page);
			if (breaks) await page.route(breaks, (route) => route.abort());
			await page.evaluate((url) => void window.kit.goto(url).catch(() => {}), url);
			await expect(page.locator('html[data-marked]')).not.toBeAttached();
			await expect(page).toHaveURL(url);
		});
	}

	test('C-187: without a deployment it is an error page', async ({ app, expected, stage, page }) => {
		expected.push(/Failed to load resource/, /dynamically imported module/);
		await stage.open('/c');
		await page.evaluate(() => window.kit.goto('/err/deep/leaf?leaf=error'));
		await stage.at('deep error');
		await app.enhanced();
	});
});
