import { failedWith, requests } from '../browser.js';
import { expect, test } from './stage.js';

test.describe('applyAction', { tag: '@js' }, () => {
	const apply = (page, result) => page.evaluate((result) => window.kit.applyAction(result), result);

	test('C-50 C-51 C-55 C-56: a result made by hand; the form prop goes through null', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		const before = await stage.stamp();
		const traffic = requests(page);
		for (const text of ['one', 'one', 'two']) {
			await apply(page, { type: 'success', status: 201, data: { text } });
			await stage.received({ text }, 201);
			await expect(page.getByLabel('echo')).toHaveValue(text);
		}
		expect(await page.evaluate(() => window.formHistory)).toEqual([
			'null',
			'{"text":"one"}',
			'null',
			'{"text":"one"}',
			'null',
			'{"text":"two"}'
		]);
		expect(await stage.stamp()).toBe(before);
		expect(traffic.seen).toHaveLength(0);
	});

	test('C-51: the null step writes the value into the field again', async ({ stage, page }) => {
		await stage.open('/c');
		await apply(page, { type: 'failure', status: 400, data: { text: 'same' } });
		await page.getByLabel('echo').fill('typed over');
		await apply(page, { type: 'failure', status: 400, data: { text: 'same' } });
		await expect(page.getByLabel('echo')).toHaveValue('same');
	});

	test('C-54: an error keeps address and layout', async ({ stage, page }) => {
		await stage.open('/c?x=1');
		await apply(page, { type: 'error', status: 499, error: { status: 451, message: 'by hand' } });
		await expect(page.getByRole('heading')).toHaveText('c error');
		await expect(page.getByTestId('error')).toHaveText('{"status":451,"message":"by hand"}');
		await expect(page).toHaveURL('/c?x=1');
		await stage.received(null, 451);
	});

	test('C-54 C-120: without an error page of its own, the one above', async ({ expected, stage, page }) => {
		expected.push(failedWith(418));
		await stage.open('/e');
		await stage.simple('?/error');
		await stage.send();
		await expect(page.getByRole('heading')).toHaveText('root error');
		await expect(page.getByRole('navigation')).toBeVisible();
	});

	test('C-48 C-131: focus', async ({ stage, page }) => {
		await stage.open('/c');
		await page.getByLabel('echo').focus();
		await apply(page, { type: 'failure', status: 400, data: {} });
		await expect(page.getByLabel('echo')).toBeFocused();
		await apply(page, { type: 'success', status: 200, data: {} });
		await expect(page.getByLabel('echo')).not.toBeFocused();
	});

	for (const location of ['javascript:window.hacked=1', 'data:text/html,<h1>hacked</h1>']) {
		test(`C-58: never to ${location.slice(0, 8)}`, async ({ expected, stage, page }) => {
			expected.push(/redirect|navigate/i);
			await stage.open('/c');
			await apply(page, { type: 'redirect', status: 303, location });
			await stage.at('c error');
			await expect(page.getByTestId('error')).toHaveText('{"status":500,"message":"Internal Error"}');
			await expect(page).toHaveURL('/c');
			expect(await page.evaluate(() => 'hacked' in window)).toBe(false);

			await page.goto('/c');
			await stage.ready();
			await stage.fake({ type: 'redirect', status: 303, location });
			await stage.simple('?/faked');
			await stage.send();
			await stage.at('c error');
			await expect(page).toHaveURL('/c');
			expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
		});
	}

	test('C-53: another origin is left for as a document', async ({ stage, page }) => {
		await page.route('http://elsewhere.test/**', (route) =>
			route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,"><h1>elsewhere</h1>' })
		);
		await stage.open('/c');
		void page.evaluate(
			() =>
				void window.kit.applyAction({ type: 'redirect', status: 303, location: 'http://elsewhere.test/x' })
		);
		await expect(page).toHaveURL('http://elsewhere.test/x');
	});

	test('C-53: something of this origin that is no page', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.fake({ type: 'redirect', status: 303, location: '/raw' });
		await stage.simple('?/faked');
		await stage.send();
		await expect(page).toHaveURL('/raw');
		await stage.at('please log in');
	});

	test('C-53 C-37: a redirect is followed whatever the options, and refreshes all', async ({
		stage,
		page
	}) => {
		await stage.open('/uses/nothing');
		await stage.fake({ type: 'redirect', status: 303, location: '/uses/nothing' });
		await stage.simple(
			'?/faked',
			() =>
				({ update }) =>
					update({ reset: false, refreshAll: false, navigate: false })
		);
		await page.locator('#stage input').fill('typed');
		const traffic = requests(page);
		const entries = await page.evaluate(() => history.length);
		await stage.events();
		await stage.send();
		await expect.poll(() => page.evaluate(() => history.length)).toBe(entries + 1);
		await stage.idle();
		expect(traffic.data()).toEqual(['/uses/nothing/__data.json?x-sveltekit-invalidated=011']);
		expect(await stage.events()).toEqual(['before goto', 'after goto']);
		await expect(page.locator('#stage input')).toHaveValue('typed');
	});

	test('C-54: on the error page of an unknown address nothing happens', async ({ expected, stage, page }) => {
		expected.push(failedWith(404));
		await stage.open('/nosuch');
		await apply(page, { type: 'error', error: { status: 418, message: 'by hand' } });
		await expect(page.getByTestId('error')).toHaveText('{"status":404,"message":"Not Found"}');
		await stage.received(null, 404);
	});

	test('C-54: an error on an error page replaces it; the data of the layouts stay', async ({
		stage,
		page
	}) => {
		await stage.open('/err/deep/leaf');
		for (const message of ['one', 'two']) {
			await apply(page, { type: 'error', error: { status: 500, message } });
			await stage.at('deep error');
			await expect(page.getByTestId('error')).toHaveText(JSON.stringify({ status: 500, message }));
			await expect(page.getByTestId('all-data')).toHaveText('{"outer":true,"deep":true}');
			await expect(page.getByTestId('route')).toHaveText('/err/deep/leaf {}');
		}
	});

	test('C-56: hand-made results with as little as there can be', async ({ stage, page }) => {
		await stage.open('/c');
		await apply(page, { type: 'failure', status: 400 });
		await stage.received(undefined, 400);
		await apply(page, { type: 'error', error: { message: 'by hand' } });
		await stage.at('c error');
		await expect(page.getByTestId('error')).toContainText('"message":"by hand"');
	});

	test('C-50 C-55: location means nothing to it, and a form keeps what was typed', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await stage.simple('?/ok');
		await page.locator('#stage input').fill('typed');
		await stage.events();
		const traffic = requests(page);
		await apply(page, { type: 'success', status: 200, location: '/d', data: { text: 'x' } });
		await stage.answered('x');
		await expect(page).toHaveURL('/c');
		await expect(page.locator('#stage input')).toHaveValue('typed');
		expect(traffic.seen).toEqual([]);
		expect(await stage.events()).toEqual([]);
	});
});
