import { failedWith, hold, requests } from '../browser.js';
import { expect, test } from './stage.js';

test.describe('invalidate, invalidateAll, refreshAll', { tag: '@js' }, () => {
	for (const [name, at, call, asked] of [
		['an identifier of the page', '/uses/depends', (kit) => kit.invalidate('uses:page'), '001'],
		['an identifier of the layout', '/uses/depends', (kit) => kit.invalidate('uses:layout'), '010'],
		[
			'a layout whose data a page has asked for',
			'/uses/parent',
			(kit) => kit.invalidate('uses:layout'),
			'011'
		],
		['a path', '/uses/depends', (kit) => kit.invalidate('/uses/api'), '001'],
		['a URL', '/uses/depends', (kit) => kit.invalidate(new URL('/uses/api', location.href)), '001'],
		['another query', '/uses/depends', (kit) => kit.invalidate('/uses/api?x=1'), null],
		['an identifier that nobody uses', '/uses/depends', (kit) => kit.invalidate('uses:nobody'), null],
		['a predicate', '/uses/depends', (kit) => kit.invalidate((url) => url.protocol === 'uses:'), '011'],
		['a predicate that wants nothing', '/uses/depends', (kit) => kit.invalidate(() => false), null],
		['everything', '/uses/nothing', (kit) => kit.refreshAll(), '011'],
		['everything, in the old spelling', '/uses/nothing', (kit) => kit.invalidateAll(), '011'],
		[
			'several at a time',
			'/uses/depends',
			(kit) => Promise.all([kit.invalidate('uses:page'), kit.invalidate('uses:layout')]),
			'011'
		],
		[
			'one after the other',
			'/uses/depends',
			async (kit) => {
				await kit.invalidate('uses:page');
				await kit.invalidate('uses:layout');
			},
			'001 010'
		]
	]) {
		test(`C-108 C-109 C-110 C-112: ${name}`, async ({ expected, stage, page }) => {
			expected.push(/invalidateAll/);
			await stage.open(/** @type {string} */ (at));
			await page.getByRole('link', { name: '/d', exact: true }).focus();
			await page.evaluate(() => document.body.style.setProperty('padding-bottom', '3000px'));
			await page.evaluate(() => scrollTo(0, 100));
			await page.evaluate(() => {
				window.types = [];
				new MutationObserver(() =>
					window.types.push(document.querySelector('[data-testid=navigating]').textContent)
				).observe(document.querySelector('[data-testid=navigating]'), { subtree: true, characterData: true });
			});
			await stage.events();
			const traffic = requests(page);
			await page.evaluate((source) => (0, eval)(source)(window.kit), String(call));
			const sent = asked
				? asked.split(' ').map((digits) => `${at}/__data.json?x-sveltekit-invalidated=${digits}`)
				: [];
			expect(traffic.data()).toEqual(sent);
			expect(await stage.events()).toEqual([]);
			expect(await page.evaluate(() => window.types)).toEqual([]);
			expect(await page.evaluate(() => scrollY)).toBe(100);
			await expect(page.getByRole('link', { name: '/d', exact: true })).toBeFocused();
		});
	}

	test('C-108: the predicate is given each dependency as URL', async ({ stage, page }) => {
		await stage.open('/uses/depends');
		const seen = await page.evaluate(async () => {
			const seen = [];
			await window.kit.invalidate((url) => {
				seen.push(url instanceof URL && url.href.replace(location.origin, ''));
				return false;
			});
			return [...new Set(seen)].sort();
		});
		expect(seen).toEqual(['/uses/api', 'uses:layout', 'uses:page']);
	});

	test('C-110: the promise settles when the page shows the new data', async ({ stage, page }) => {
		await stage.open('/uses/depends');
		const shown = await page.evaluate(async () => {
			const read = () => document.querySelector('[data-testid=page]').textContent;
			const before = read();
			const first = window.kit.invalidate('uses:page').then(read);
			const second = window.kit.invalidate('uses:page').then(read);
			return [before, await first, await second];
		});
		expect(shown[1]).not.toBe(shown[0]);
		expect(shown[2]).toBe(shown[1]);
	});

	test('C-110: a newer one makes an older one obsolete, and both settle', async ({ stage, page }) => {
		await stage.open('/uses/depends');
		const slow = await hold(page, /__data\.json/, 1);
		await page.evaluate(() => {
			window.settled = [];
			window.kit.invalidate('uses:page').then(() => window.settled.push('older'));
		});
		await slow.reached;
		await page.evaluate(() => window.kit.invalidate('uses:page').then(() => window.settled.push('newer')));
		const newer = String(await stage.shown('page'));
		slow.release();
		await expect.poll(() => page.evaluate(() => window.settled)).toEqual(['newer', 'older']);
		expect(await stage.shown('page')).toBe(newer);
	});

	test('C-110: what an obsolete one was about is not forgotten', async ({ stage, page }) => {
		await stage.open('/uses/depends');
		const [own, above] = [String(await stage.shown('page')), String(await stage.shown('above'))];
		const slow = await hold(page, /__data\.json/, 1);
		await page.evaluate(() => void window.kit.invalidate('uses:page'));
		await slow.reached;
		await page.evaluate(() => window.kit.invalidate('uses:layout'));
		await expect(page.getByTestId('page')).not.toHaveText(own);
		await expect(page.getByTestId('above')).not.toHaveText(above);
		slow.release();
	});

	test('C-110: a navigation makes it obsolete', async ({ stage, page }) => {
		await stage.open('/uses/depends');
		const slow = await hold(page, /\/depends\/__data\.json/, 1);
		await page.evaluate(() => {
			window.settled = [];
			window.kit.invalidate('uses:page').then(() => window.settled.push('done'));
		});
		await slow.reached;
		await page.getByRole('link', { name: '/e', exact: true }).click();
		await stage.at('e');
		slow.release();
		await expect.poll(() => page.evaluate(() => window.settled)).toEqual(['done']);
		await stage.at('e');
		await expect(page).toHaveURL('/e');
	});

	test('C-111: during a navigation it does not abort that, and nothing gets lost', async ({
		stage,
		page
	}) => {
		await stage.open('/uses/depends');
		const above = String(await stage.shown('above'));
		const slow = await hold(page, /\/uses\/url\/__data\.json/, 1);
		void page.evaluate(() => void window.kit.goto('/uses/url'));
		await slow.reached;
		await page.evaluate(() => window.kit.refreshAll());
		slow.release();
		await stage.at('url');
		await stage.idle();
		await expect(page).toHaveURL('/uses/url');
		await expect(page.getByTestId('above')).not.toHaveText(above);
	});

	test('C-111: a redirect during it replaces the entry', async ({ stage, page }) => {
		await stage.open('/uses/depends');
		const entries = await page.evaluate(() => history.length);
		await page.route(/\/depends\/__data\.json/, (route) =>
			route.fulfill({ json: { type: 'redirect', status: 303, location: '/d' } })
		);
		await page.evaluate(() => window.kit.invalidate('uses:page'));
		await stage.at('d');
		await expect(page).toHaveURL('/d');
		expect(await page.evaluate(() => history.length)).toBe(entries);
	});

	test('C-109: page.state: kept by refreshAll, dropped by invalidateAll and invalidate', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(/invalidateAll/);
		await stage.open('/uses/depends');
		const state = page.getByTestId('state');
		for (const [call, left] of [
			[() => window.kit.refreshAll(), '{"a":1}'],
			[() => window.kit.invalidate('uses:page', true), '{"a":1}'],
			[() => window.kit.invalidate('uses:page'), '{}'],
			[() => window.kit.invalidateAll(), '{}']
		]) {
			await page.evaluate(() => window.kit.replaceState('', { a: 1 }));
			await expect(state).toHaveText('{"a":1}');
			await page.evaluate(/** @type {any} */ (call));
			await expect(state).toHaveText(/** @type {string} */ (left));
		}
	});

	test('C-71: an invalidation that changed nothing leaves form and status', async ({ stage, page }) => {
		await stage.open('/uses/depends');
		await page.evaluate(() =>
			window.kit.applyAction({ type: 'failure', status: 422, data: { text: 'kept' } })
		);
		await page.evaluate(() => window.kit.invalidate('uses:nobody'));
		await stage.received({ text: 'kept' }, 422);
		await page.evaluate(() => window.kit.invalidate('uses:layout'));
		await stage.received(null, 200);
	});

	test('C-99 C-120: a load that fails in a refresh shows its error page, and a later one brings it back', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(500));
		await stage.open('/err/deep/leaf');
		await page.route(/leaf\/__data\.json/, (route) =>
			route.fulfill({
				json: {
					type: 'data',
					nodes: [
						null,
						{ type: 'skip' },
						{ type: 'skip' },
						{ type: 'error', error: { status: 500, message: 'faked' } }
					]
				}
			})
		);
		await page.evaluate(() => window.kit.refreshAll());
		await stage.at('deep error');
		await stage.received(null, 500);
		await page.unroute(/leaf\/__data\.json/);
		await page.evaluate(() => window.kit.refreshAll());
		await stage.at('leaf');
		await stage.received(null, 200);
	});
});
