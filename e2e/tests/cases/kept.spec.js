import { requests } from '../browser.js';
import { expect, test } from './stage.js';

const go = (page, url, options) =>
	page.evaluate(([url, options]) => window.kit.goto(url, options), [url, options]);

test.describe('snapshots', { tag: '@js' }, () => {
	test('C-155 C-156 F-221: a draft survives going away and coming back, both ways', async ({ stage, page }) => {
		await stage.open('/snap');
		const draft = page.getByLabel('draft');
		await draft.fill('half');
		await page.getByRole('link', { name: '/d', exact: true }).click();
		await stage.at('d');
		await page.goBack();
		await expect(draft).toHaveValue('half true true');
		await expect(page.getByTestId('resets')).toHaveText('0');
		await page.goForward();
		await stage.at('d');
		await page.goBack();
		await expect(draft).toHaveValue('half true true true true');
	});

	test('C-155 F-221: over a reload, and over another document', async ({ app, stage, page }) => {
		await stage.open('/snap');
		const draft = page.getByLabel('draft');
		await draft.fill('half');
		await page.reload();
		await app.hydrated();
		await expect(draft).toHaveValue('half true true');
		await draft.fill('more');
		await page.goto('/raw');
		await page.goBack();
		await app.hydrated();
		await expect(draft).toHaveValue('more true true');
	});

	test('C-155 F-221: a new visit of the same page starts empty', async ({ stage, page }) => {
		await stage.open('/snap');
		await page.getByLabel('draft').fill('half');
		await go(page, '/d');
		await go(page, '/snap');
		await expect(page.getByLabel('draft')).toHaveValue('');
		await expect(page.getByTestId('resets')).toHaveText('0');
	});

	test('C-155: what nobody can come back to is not kept', async ({ app, stage, page }) => {
		await stage.open('/snap');
		const draft = page.getByLabel('draft');
		for (const n of [1, 2, 3]) {
			await draft.fill(`replaced ${n}`);
			await page.evaluate((n) => window.kit.goto(`/snap?${n}`, { replace: true }), n);
			await expect(draft).toHaveValue('');
		}
		for (const n of [1, 2, 3]) {
			await go(page, '/snap?pushed');
			await draft.fill(`pushed ${n}`);
			await page.goBack();
			await stage.at('snap ?3');
		}
		await draft.fill('last');
		await go(page, '/d');
		await page.goBack();
		await expect(draft).toHaveValue('last true true');
		await page.reload();
		await app.hydrated();
		const stored = await page.evaluate(() => sessionStorage.getItem('formwork:snapshots'));
		expect(Object.keys(JSON.parse(String(stored)))).toHaveLength(1);
	});

	test('C-156: what stays mounted is reset for an entry that has nothing, and restored for one that has', async ({
		stage,
		page
	}) => {
		await stage.open('/snap?1');
		const draft = page.getByLabel('draft');
		await draft.fill('first');
		await go(page, '/snap?2');
		await stage.at('snap ?2');
		await expect(draft).toHaveValue('');
		await expect(page.getByTestId('resets')).toHaveText('1');
		await draft.fill('second');
		await page.goBack();
		await expect(draft).toHaveValue('first true true');
		await page.goForward();
		await expect(draft).toHaveValue('second true true');
	});

	test('C-155 F-221: a half-filled form survives an enhanced submission that leads elsewhere', async ({
		stage,
		page
	}) => {
		await stage.open('/snap');
		await page.getByLabel('draft').fill('half');
		await stage.simple('/d?/ok');
		await stage.send();
		await stage.at('d');
		await page.goBack();
		await expect(page.getByLabel('draft')).toHaveValue('half true true');
	});
});

test.describe('shallow routing', { tag: '@js' }, () => {
	for (const [name, push] of [
		['pushState', () => window.kit.pushState('/d?shallow', { n: new Map([[1, 2]]), when: new Date(0) })],
		[
			'goto',
			() =>
				window.kit.goto('/d?shallow', { shallow: true, state: { n: new Map([[1, 2]]), when: new Date(0) } })
		]
	]) {
		test(`C-157 F-221: ${name}: address and state change, nothing else does`, async ({ app, stage, page }) => {
			await stage.open('/c?x=1');
			await page.evaluate(() =>
				window.kit.applyAction({ type: 'failure', status: 422, data: { text: 'kept' } })
			);
			const before = await stage.stamp();
			const entries = await page.evaluate(() => history.length);
			const traffic = requests(page);
			await page.evaluate(/** @type {any} */ (push));
			await expect(page).toHaveURL('/d?shallow');
			await stage.at('c');
			const typed = () =>
				page.evaluate(() => {
					const { n, when } = window.kit.page.state;
					return n instanceof Map && n.get(1) === 2 && when instanceof Date;
				});
			await expect.poll(typed).toBe(true);
			await expect(page.getByTestId('url')).toHaveText('/c?x=1');
			await expect(page.getByTestId('shallow')).toContainText('/d?shallow');
			await expect(page.getByTestId('route')).toHaveText('/c {}');
			await expect.poll(() => page.evaluate(() => window.kit.page.shallow?.route.id)).toBe('/d');
			await stage.received({ text: 'kept' }, 422);
			expect(await stage.stamp()).toBe(before);
			expect(traffic.data()).toEqual([]);
			expect(await page.evaluate(() => history.length)).toBe(entries + 1);

			await page.goBack();
			await expect(page).toHaveURL('/c?x=1');
			await expect(page.getByTestId('state')).toHaveText('{}');
			await expect(page.getByTestId('shallow')).toHaveText('undefined');
			await stage.received({ text: 'kept' }, 422);
			await page.goForward();
			await expect(page).toHaveURL('/d?shallow');
			await expect.poll(typed).toBe(true);
			await stage.at('c');
			expect(traffic.data()).toEqual([]);
			await app.enhanced();
		});
	}

	test('C-157 F-221: replaceState writes no entry', async ({ stage, page }) => {
		await stage.open('/c');
		const entries = await page.evaluate(() => history.length);
		await page.evaluate(() => window.kit.replaceState('?modal', { open: true }));
		await expect(page).toHaveURL('/c?modal');
		await expect(page.getByTestId('state')).toHaveText('{"open":true}');
		expect(await page.evaluate(() => history.length)).toBe(entries);
	});

	test('C-157 F-221: state that cannot be written is refused at once', async ({ stage, page }) => {
		await stage.open('/c');
		const outcome = await page.evaluate(() => {
			try {
				window.kit.pushState('/d', { f: () => {} });
				return 'pushed';
			} catch {
				return 'refused';
			}
		});
		expect(outcome).toBe('refused');
		await expect(page).toHaveURL('/c');
	});

	test('C-157 F-221: state is a copy', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => {
			const state = { list: [1] };
			window.kit.pushState('', state);
			state.list.push(2);
		});
		await expect(page.getByTestId('state')).toHaveText('{"list":[1]}');
	});

	test('C-157 F-221: after a reload the page of the address is there, without state, and back leads to the other', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.pushState('/d?shallow', { a: 1 }));
		await page.reload();
		await app.hydrated();
		await stage.at('d');
		await expect(page.getByTestId('state')).toHaveText('{}');
		await expect(page.getByTestId('shallow')).toHaveText('undefined');
		await page.goBack();
		await expect(page).toHaveURL('/c');
		await stage.at('c');
		await page.goForward();
		await expect(page).toHaveURL('/d?shallow');
		await stage.at('c');
		await expect(page.getByTestId('state')).toHaveText('{"a":1}');
	});

	test('C-157 F-221: a navigation from a shallow entry, and back to it', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.pushState('/d?shallow', { a: 1 }));
		await page.getByRole('link', { name: '/e', exact: true }).click();
		await stage.at('e');
		await expect(page.getByTestId('state')).toHaveText('{}');
		await page.goBack();
		await stage.at('c');
		await expect(page).toHaveURL('/d?shallow');
		await expect(page.getByTestId('state')).toHaveText('{"a":1}');
		await expect(page.getByTestId('url')).toHaveText('/c');
	});

	test('C-158: a submission under shallow routing compares with the address bar', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.pushState('/d', {}));
		await stage.simple('/c?/ok');
		await stage.send();
		// the location is not the address, so this is a navigation to the page that is shown
		await expect(page).toHaveURL('/c');
		await stage.answered('hello');

		await page.evaluate(() => window.kit.pushState('/d', {}));
		await stage.simple('/d?/ok', undefined, 'again');
		await stage.send();
		await stage.answered('again');
		await expect(page).toHaveURL('/d');
		await stage.at('c');
	});
});
