import { failedWith, hold, requests } from '../browser.js';
import { expect, test } from '../cases/stage.js';

test.use({ served: 'E2E_HOOKED_URL' });

const go = (page, url) => page.evaluate((url) => window.kit.goto(url), url);
const errors = (page) => page.evaluate(() => window.seen.errors.splice(0));
const error = async (page) => JSON.parse(String(await page.getByTestId('error').textContent()));

test.describe('hooks in the browser', { tag: '@js' }, () => {
	test('F-120: init runs once, and before anything is hydrated', async ({ stage, page }) => {
		await stage.open('/base/money');
		await go(page, '/base/rooms/1');
		expect(await page.evaluate(() => [window.seen.init, window.seen.early])).toEqual([1, true]);
	});

	test('F-124 C-67 C-143: classes of the app, in data, results and failures, enhanced and native', async ({
		app,
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(400));
		await stage.open('/base/money');
		await expect(page.getByTestId('balance')).toHaveText('Money 12.34 EUR');
		await expect(page.getByTestId('later')).toHaveText('Money 0.05 EUR');
		const pay = page.getByRole('button', { name: 'Pay' });
		await pay.click();
		await expect(page.getByTestId('paid')).toHaveText('Money 2.50 EUR');
		await page.getByLabel('cents').fill('-100');
		await pay.click();
		await expect(page.getByTestId('paid')).toHaveText('Money -1.00 EUR');
		await app.enhanced();

		await page.evaluate(() => {
			document.querySelector('[name=cents]').value = '300';
			document.querySelector('form').submit();
		});
		await expect(page).toHaveURL('/base/money?/pay');
		await expect(page.getByTestId('paid')).toHaveText('Money 3.00 EUR');
		await app.hydrated();
		await expect(page.getByTestId('paid')).toHaveText('Money 3.00 EUR');
		await expect(page.getByTestId('balance')).toHaveText('Money 12.34 EUR');

		await stage.ready();
		await go(page, '/base/rooms/1');
		await go(page, '/base/money');
		await expect(page.getByTestId('balance')).toHaveText('Money 12.34 EUR');
		await expect(page.getByTestId('later')).toHaveText('Money 0.05 EUR');
	});

	test('C-67 C-68: deserialize knows them too', async ({ stage, page }) => {
		await stage.open('/base/money');
		const paid = await page.evaluate(async () => {
			const body = new FormData();
			body.set('cents', '700');
			const response = await fetch('/base/money?/pay', { method: 'POST', body });
			return String(window.kit.deserialize(await response.text()).data.paid);
		});
		expect(paid).toBe('7.00 EUR');
	});

	test('C-155: snapshots and C-157: page state are written with them', async ({ app, stage, page }) => {
		await stage.open('/base/money');
		await page.getByRole('button', { name: 'Keep' }).click();
		await expect(page.getByTestId('kept')).toHaveText('Money 0.99 EUR');
		await go(page, '/base/rooms/1');
		await page.goBack();
		await expect(page.getByTestId('kept')).toHaveText('Money 0.99 EUR');
		await page.reload();
		await app.hydrated();
		await expect(page.getByTestId('kept')).toHaveText('Money 0.99 EUR');
	});

	test('C-151 C-154 F-121: kinds of errors, what they are given and what may be overridden', async ({
		stage,
		page
	}) => {
		await stage.open('/base/money');
		await go(page, '/base/rooms/app');
		await stage.at('root error 410');
		const event = { path: '/base/rooms/app', params: { id: 'app' }, route: { id: '/rooms/[id]' } };
		const moved = { forwarding: false, status: 410, message: 'moved out' };
		expect(await errors(page)).toEqual([
			{ kind: 'app', error: moved, ...event, status: 410, message: 'moved out' }
		]);
		expect(await error(page)).toEqual({ ...moved, extra: 'app' });

		await go(page, '/base/rooms/unknown');
		await stage.at('root error 500');
		expect(await errors(page)).toMatchObject([
			{ kind: 'unknown', error: 'TypeError: no door', path: '/base/rooms/unknown', status: 500 }
		]);
		expect(await error(page)).toEqual({ status: 500, message: 'hooked', extra: 'unknown' });

		await page.evaluate(() => (window.overrides = { status: 599, message: 'as you like' }));
		await go(page, '/base/rooms/app');
		await stage.at('root error 599');
		expect(await error(page)).toEqual({ forwarding: false, status: 599, message: 'as you like' });
	});

	test('C-151 C-35: from a submission: no route, and the address bar', async ({ expected, stage, page }) => {
		expected.push(/Failed to load resource/);
		await stage.open('/base/money?x=1');
		const here = { path: '/base/money?x=1', params: {}, route: { id: null } };
		const submit = async (answer) => {
			await page.unrouteAll();
			await page.route(
				(url) => url.search === '?/faked',
				(route) => (answer ? route.fulfill(answer) : route.abort())
			);
			await stage.simple(
				'?/faked',
				() =>
					({ result }) =>
						void window.notes.push(result)
			);
			await page.evaluate(() => (window.notes = []));
			await stage.send();
			await expect.poll(() => stage.notes()).toHaveLength(1);
			return [(await stage.notes())[0], await errors(page)];
		};
		expect(await submit({ status: 403, json: { message: 'no', hint: 'ask' } })).toEqual([
			{ type: 'error', error: { status: 403, message: 'no', hint: 'ask', extra: 'app' } },
			[
				{
					kind: 'app',
					error: { status: 403, message: 'no', hint: 'ask' },
					...here,
					status: 403,
					message: 'no'
				}
			]
		]);
		expect(await submit({ status: 404, contentType: 'text/html', body: '<p>no</p>' })).toEqual([
			{ type: 'error', error: { status: 404, message: 'Not Found', extra: 'framework' } },
			[
				{
					kind: 'framework',
					error: { status: 404, message: 'Not Found' },
					...here,
					status: 404,
					message: 'Not Found'
				}
			]
		]);
		const [html, [unknown]] = await submit({ status: 200, contentType: 'text/html', body: '<p>no</p>' });
		expect(html).toEqual({ type: 'error', error: { status: 500, message: 'hooked', extra: 'unknown' } });
		expect(unknown).toMatchObject({ kind: 'unknown', ...here, status: 500, message: 'Internal Error' });
		const [offline, [failure]] = await submit(null);
		expect(offline).toEqual({ type: 'error', error: { status: 500, message: 'hooked', extra: 'unknown' } });
		expect(failure).toMatchObject({ kind: 'unknown', error: 'TypeError: Failed to fetch', ...here });
	});

	test('C-153: what the server has handled is not handled again', async ({ expected, stage, page }) => {
		expected.push(failedWith(402), failedWith(500), failedWith(404));
		await stage.open('/base/money');
		await page.getByRole('button', { name: 'Error' }).click();
		await stage.at('root error 402');
		expect(await error(page)).toEqual({ status: 402, message: 'no money', side: 'server', kind: 'app' });
		await go(page, '/base/money');
		await page.getByRole('button', { name: 'Accident' }).click();
		await stage.at('root error 500');
		expect(await error(page)).toEqual({
			status: 500,
			message: 'Internal Error',
			side: 'server',
			kind: 'unknown'
		});
		await go(page, '/base/rooms/none');
		await stage.at('root error 404');
		expect(await error(page)).toMatchObject({ message: 'no such room', side: 'server' });
		await go(page, '/base/rooms/burning');
		await stage.at('root error 500');
		expect(await errors(page)).toEqual([]);
	});

	test('C-123: an error while rendering is handled once', async ({ stage, page }) => {
		await stage.open('/base/rooms/1');
		await page.getByRole('button', { name: 'Break' }).click();
		await stage.at('root error 500');
		await expect(page.getByTestId('error')).toContainText('hooked');
		expect(await errors(page)).toMatchObject([
			{
				kind: 'unknown',
				error: 'RangeError: the ceiling',
				path: '/base/rooms/1',
				route: { id: '/rooms/[id]' }
			}
		]);
		await go(page, '/base/money');
		await stage.at('money');
		await expect(page.getByTestId('status')).toHaveText('200');
		await expect(page.getByTestId('error')).toHaveText('null');
	});

	test('C-151 C-152: a hook that fails itself: nothing of it is told', async ({ expected, stage, page }) => {
		expected.push(/the hook itself/, /no door/, /handleError/);
		await stage.open('/base/money');
		await page.evaluate(() => (window.failInHandleError = true));
		await go(page, '/base/rooms/unknown');
		await stage.at('root error 500');
		expect(await error(page)).toEqual({ status: 500, message: 'Internal Error' });
	});
});

test.describe('reroute and the base path', { tag: '@js' }, () => {
	test('F-123 C-114: links to rerouted paths, and the hook is asked once per address', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/base/');
		const link = (name) => page.getByRole('link', { name, exact: true });
		await link('/base/geld').click();
		await stage.at('money');
		await expect(page).toHaveURL('/base/geld');
		await expect(page.getByTestId('route')).toHaveText('/money {}');
		await expect(page.getByTestId('url')).toHaveText('/base/geld');
		await link('/base/zimmer/7').click();
		await stage.at('room 7');
		await expect(page).toHaveURL('/base/zimmer/7');
		await expect(page.getByTestId('route')).toHaveText('/rooms/[id] {"id":"7"}');
		await page.goBack();
		await stage.at('money');
		await page.goForward();
		await stage.at('room 7');
		await app.enhanced();
		const asked = await page.evaluate(() => window.rerouted ?? []);
		expect(asked.filter((path) => path === '/base/geld')).toHaveLength(0);
	});

	test('C-125 C-157: a shallow address that reroute is asked about is forgotten when the user goes elsewhere', async ({
		stage,
		page
	}) => {
		await stage.open('/base/');
		await go(page, '/base/money');
		const settled = page.evaluate(async () => {
			window.slow = { '/base/rooms/9': new Promise((resolve) => (window.answer = resolve)) };
			await window.kit.goto('/base/rooms/9', { shallow: true, state: { n: 1 } });
		});
		await expect.poll(() => page.evaluate(() => window.rerouted)).toContain('/base/rooms/9');
		await go(page, '/base/zimmer/7');
		await page.evaluate(() => window.answer());
		await settled;
		await expect(page).toHaveURL('/base/zimmer/7');
		expect(await page.evaluate(() => window.kit.page.state)).toEqual({});
	});

	test('C-42 F-123: a form on a rerouted path stays there', async ({ app, stage, page }) => {
		await stage.open('/base/geld');
		await page.getByRole('button', { name: 'Pay' }).click();
		await expect(page.getByTestId('paid')).toHaveText('Money 2.50 EUR');
		await expect(page).toHaveURL('/base/geld');
		await app.enhanced();
	});

	test('F-123: when it throws, the document is loaded', async ({ stage, page, expected }) => {
		expected.push(/reroute/, failedWith(404), failedWith(500));
		await stage.open('/base/');
		await page.getByRole('link', { name: '/base/verweigert', exact: true }).click();
		await expect(page.locator('html[data-marked]')).not.toBeAttached();
		await expect(page).toHaveURL('/base/verweigert');
	});

	test('F-195 C-88: data requests below the base path; its root', async ({ stage, page }) => {
		await stage.open('/base/money');
		const traffic = requests(page);
		await page.getByRole('link', { name: '/base/', exact: true }).click();
		await stage.at('home');
		expect(traffic.data()).toEqual([]);
		await page.evaluate(() => window.kit.invalidate('app:root'));
		expect(traffic.data()).toEqual([
			'/base/__data.json?x-sveltekit-trailing-slash=1&x-sveltekit-invalidated=10'
		]);
		await page.getByRole('link', { name: 'room 7' }).click();
		await stage.at('room 7');
		await expect(page).toHaveURL('/base/rooms/7');
		expect(traffic.data()).toEqual(['/base/rooms/7/__data.json?x-sveltekit-invalidated=01']);
	});

	test('C-113 C-53: outside of the base path is outside of the app', async ({ expected, stage, page }) => {
		expected.push(failedWith(404));
		await page.route('**/outside', (route) =>
			route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,"><h1>outside</h1>' })
		);
		for (const leave of [
			() => page.getByRole('link', { name: '/outside', exact: true }).click(),
			() =>
				page.evaluate(
					() => void window.kit.applyAction({ type: 'redirect', status: 303, location: '/outside' })
				),
			async () => {
				await stage.put('<form action="/outside"><button>Send</button></form>');
				await stage.send();
			}
		]) {
			await stage.open('/base/');
			if (leave.toString().includes('put'))
				await page.route('**/outside?', (route) =>
					route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,"><h1>outside</h1>' })
				);
			await leave();
			await stage.at('outside');
		}
		await stage.open('/base/');
		const refused = await page.evaluate(() => window.kit.goto('/outside').catch(() => 'refused'));
		expect(refused).toBe('refused');
	});

	test('F-155: resolve and asset know the base path', async ({ stage, page }) => {
		await stage.open('/base/');
		await expect(page.getByRole('link', { name: 'logo' })).toHaveAttribute(
			'href',
			/^(\/base\/|\.\/)logo\.svg$/
		);
		expect(
			await page.evaluate(async () => [
				window.kit.resolve('/rooms/[id]', { id: '7' }),
				window.kit.asset('logo.svg'),
				(await window.kit.match('/base/zimmer/7'))?.id
			])
		).toEqual(['/base/rooms/7', '/base/logo.svg', '/rooms/[id]']);
	});
});

test.describe('when the root cannot be had', { tag: '@js' }, () => {
	test('C-99: the root error page asks for the data of the root layout', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(503));
		await stage.open('/base/money');
		await page.route(/rooms\/1\/__data\.json.*invalidated=01/, (route) =>
			route.fulfill({ status: 503, json: { message: 'closed' } })
		);
		const traffic = requests(page);
		const root = Number(await page.getByTestId('root').textContent());
		await go(page, '/base/rooms/1');
		await stage.at('root error 503');
		await expect.poll(async () => Number(await page.getByTestId('root').textContent())).toBeGreaterThan(root);
		expect(traffic.data()).toEqual([
			'/base/rooms/1/__data.json?x-sveltekit-invalidated=01',
			'/base/rooms/1/__data.json?x-sveltekit-invalidated=1'
		]);
		expect(await errors(page)).toEqual([]);
	});

	test('C-99: not even those: the document is loaded', async ({ expected, stage, page }) => {
		expected.push(/Failed to load resource/);
		await stage.open('/base/money');
		await page.route(/__data\.json/, (route) => route.abort());
		await page.evaluate(() => void window.kit.goto('/base/rooms/1'));
		await expect(page.locator('html[data-marked]')).not.toBeAttached();
		await stage.at('room 1');
	});

	test('C-101 C-120: an error of the root layout’s load', async ({ context, expected, stage, page }) => {
		expected.push(failedWith(500));
		await stage.open('/base/money');
		await context.addCookies([{ name: 'root', value: 'error', url: page.url() }]);
		await page.evaluate(() => void window.kit.refreshAll());
		await expect(page.getByTestId('static')).toContainText('500');
	});

	test('C-121: the root layout fails in the browser, too: the static error document', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(404));
		await stage.open('/base/money');
		await page.route(/__data\.json/, (route) => route.fulfill({ status: 404, json: { message: 'gone' } }));
		await page.evaluate(() => {
			window.failInRoot = true;
			window.overrides = { status: 520, message: 'said & <b>done</b>' };
			window.kit.goto('/base/rooms/1').catch(() => {});
		});
		await expect(page.getByTestId('static')).toHaveText('520 said & <b>done</b>');
		await expect(page.locator('h1')).toHaveText('static error');
	});

	test('C-140: a data request that the end of the document breaks off is no error', async ({
		stage,
		page
	}) => {
		await stage.open('/base/money');
		const data = await hold(page, /__data\.json/);
		await page.evaluate(() => {
			addEventListener('pagehide', () =>
				sessionStorage.setItem('errors', JSON.stringify(window.seen.errors))
			);
			void window.kit.goto('/base/rooms/1');
		});
		await data.reached;
		await page.goto('/base/');
		data.release();
		await stage.at('home');
		expect(await page.evaluate(() => sessionStorage.getItem('errors'))).toBe('[]');
	});
});

test.describe('declared variables', { tag: '@js' }, () => {
	test('F-168 S-136: the browser has the public ones, static and not', async ({ stage, page }) => {
		await stage.open('/base/declared');
		await expect(page.locator('#rendered')).toHaveText('inlined 3');
		await page.getByRole('button', { name: 'Read' }).click();
		await expect(page.locator('#read')).toHaveText('inlined 3');
		const { env } = await page.evaluate(() => import(`${location.origin}/base/_app/env.js`));
		expect(Object.keys(env)).toEqual(['LEVELS']);
	});
});
