import { failedWith, requests } from '../browser.js';
import { expect, test } from './stage.js';

const go = (page, url) => page.evaluate((url) => window.kit.goto(url), url);
const ACCIDENT = { status: 500, message: 'Internal Error' };
const teapot = (node) => ({ status: 418, message: `${node} is a teapot`, colour: 'brown' });

test.describe('error pages', { tag: '@js' }, () => {
	for (const [query, heading, error, data] of [
		['leaf=error', 'deep error', teapot('leaf'), { outer: true, deep: true }],
		['leaf=accident', 'deep error', ACCIDENT, { outer: true, deep: true }],
		['deep=error', 'err error', teapot('deep'), { outer: true }],
		['outer=error', 'root error', teapot('outer'), {}],
		['universal=error', 'deep error', teapot('universal'), { outer: true, deep: true }],
		['universal=accident', 'deep error', ACCIDENT, { outer: true, deep: true }],
		['outer=error&leaf=error', 'root error', teapot('outer'), {}]
	]) {
		test(`C-97 C-101 C-120 C-122 C-71: ${query}: the nearest error page above, navigating and loading`, async ({
			app,
			expected,
			stage,
			page
		}) => {
			expected.push(failedWith(418), failedWith(500), /the secret of universal/);
			const url = `/err/deep/leaf?${query}`;
			const shown = async () => {
				await stage.at(/** @type {string} */ (heading));
				const text = await page.getByTestId('error').textContent();
				expect(JSON.parse(String(text))).toEqual(error);
				await expect(page.getByTestId('all-data')).toHaveText(JSON.stringify(data));
				await stage.received(null, /** @type {any} */ (error).status);
				await expect(page).toHaveURL(url);
			};
			await stage.open('/c');
			await page.evaluate(() =>
				window.kit.applyAction({ type: 'success', status: 200, data: { text: 'x' } })
			);
			await go(page, url);
			await shown();
			// only layouts could see it
			await expect(page.getByTestId('layout')).toHaveText('{"text":"x"}');
			await app.enhanced();

			if (!query.startsWith('universal')) {
				await app.open(url);
				await shown();
			}
		});
	}

	test('C-120 F-55: the redirect of a data request wins over errors', async ({ stage, page }) => {
		await stage.open('/c');
		await go(page, '/err/deep/leaf?outer=error&leaf=redirect');
		await stage.at('d');
		await expect(page).toHaveURL('/d?from=err');
	});

	test('C-122 C-73: an error page has its props, and data of the layouts above it', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await go(page, '/err/deep/leaf?leaf=error');
		await expect(page.getByTestId('error-prop')).toHaveText(
			JSON.stringify({ colour: 'brown', status: 418, message: 'leaf is a teapot' })
		);
		await expect(page.getByTestId('data')).toHaveText('{"outer":true,"deep":true}');
	});

	test('C-104 C-122: from an error page to the page: layouts stay, the page is loaded', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await go(page, '/err/deep/leaf?leaf=error');
		await stage.at('deep error');
		const traffic = requests(page);
		await go(page, '/err/deep/leaf');
		await stage.at('leaf');
		await expect(page.getByTestId('error')).toHaveCount(0);
		await stage.received(null, 200);
		expect(traffic.data()).toEqual(['/err/deep/leaf/__data.json?x-sveltekit-invalidated=0001']);
	});

	test('C-120: an error page that cannot be loaded: the next one up', async ({ expected, stage, page }) => {
		expected.push(/Failed to load resource/, /dynamically imported module/);
		await stage.open('/c');
		await page.route(/_app\/immutable\/.*\.js/, async (route) => {
			const answer = await route.fetch();
			if (/\bname: ?["`']deep["`']/.test(await answer.text())) await route.abort();
			else await route.fulfill({ response: answer });
		});
		await go(page, '/err/deep/leaf?leaf=error');
		await stage.at('err error');
		await expect(page.getByRole('region', { name: 'outer' })).toBeVisible();
		await expect(page.getByRole('region', { name: 'deep' })).toHaveCount(0);
		await page.unrouteAll({ behavior: 'ignoreErrors' });
	});

	test('C-123: a component that throws while it is rendered', async ({ app, expected, stage, page }) => {
		expected.push(/while rendering/);
		await stage.open('/render');
		await page.getByRole('button', { name: 'Break' }).click();
		await stage.at('render error');
		await expect(page.getByRole('region', { name: 'render' })).toBeVisible();
		await expect(page.getByTestId('error')).toHaveText(JSON.stringify(ACCIDENT));
		await expect(page.getByTestId('error-prop')).toHaveText(JSON.stringify(ACCIDENT));
		await expect(page.getByTestId('status')).toHaveText('500');
		await expect(page).toHaveURL('/render');

		await go(page, '/c');
		await stage.at('c');
		await stage.received(null, 200);
		await go(page, '/render');
		await expect(page.getByRole('button', { name: 'Break' })).toBeVisible();
		await app.enhanced();
	});

	test('C-123: while a navigation shows it', async ({ app, expected, stage, page }) => {
		expected.push(/at once/);
		await stage.open('/c');
		await go(page, '/render/inner');
		await stage.at('render error');
		await expect(page.getByTestId('status')).toHaveText('500');
		await expect(page).toHaveURL('/render/inner');
		await go(page, '/d');
		await stage.at('d');
		await stage.received(null, 200);
		await app.enhanced();
	});

	test('C-123: while it is hydrated', async ({ app, expected, stage, page }) => {
		expected.push(/at once/, /hydrat/i);
		await stage.open('/render/inner');
		await stage.at('render error');
		await expect(page.getByTestId('status')).toHaveText('500');
		await go(page, '/d');
		await stage.at('d');
		await app.enhanced();
	});

	test('C-123 F-93: while the server renders it', async ({ app, expected, stage, page }) => {
		expected.push(failedWith(418));
		await stage.open('/render/server');
		await stage.at('render error');
		const error = { status: 418, message: 'the server is a teapot' };
		await expect(page.getByTestId('error')).toHaveText(JSON.stringify(error));
		await expect(page.getByTestId('message')).toHaveText(error.message);
		await expect(page.getByTestId('error-prop')).toHaveText(JSON.stringify(error));
		await expect(page.getByTestId('status')).toHaveText('418');
		await go(page, '/d');
		await stage.at('d');
		await stage.received(null, 200);
		await app.enhanced();
	});

	test('C-113 C-114: back to a page that is gone: the document is loaded', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(404));
		await stage.open('/nosuch');
		await go(page, '/c');
		await stage.at('c');
		await page.evaluate(() => history.back());
		await stage.at('root error');
		await expect(page).toHaveURL('/nosuch');
		await expect(page.locator('html[data-marked]')).not.toBeAttached();
	});
});
