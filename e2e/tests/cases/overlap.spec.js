import { hold } from '../browser.js';
import { expect, test } from './stage.js';

/** What happens while something else is being loaded. */
test.describe('overlapping navigations', { tag: '@js' }, () => {
	test('C-133 C-104: what was preloaded during a navigation is not mixed with the page that it led to', async ({ stage, page }) => {
		await stage.open('/uses/nothing?layout=a');
		const slow = await hold(page, /\/uses\/url\/__data\.json/, 1);
		await page.evaluate(() => void window.kit.goto('/uses/url?layout=b'));
		await slow.reached;
		await page.evaluate(() => window.kit.preloadData('/uses/search?layout=a'));
		slow.release();
		await stage.at('url');
		await stage.idle();
		await page.evaluate(() => window.kit.goto('/uses/search?layout=a'));
		await stage.at('search');
		expect(await page.evaluate(() => window.kit.page.data.asked)).toBe('a');
	});

	test('C-125 C-129: two steps back at once keep the position of the page between', async ({ stage, page }) => {
		await stage.open('/tall/1');
		await page.evaluate(() => window.kit.goto('/uses/nothing'));
		await page.evaluate(() => {
			document.body.style.paddingBottom = '5000px';
			scrollTo(0, 900);
		});
		await page.evaluate(() => window.kit.goto('/tall/3'));
		await page.evaluate(() => scrollTo(0, 100));
		const slow = await hold(page, /nothing\/__data\.json/, 1);
		await page.evaluate(() => history.back());
		await slow.reached;
		await page.evaluate(() => history.back());
		await stage.at('tall 1');
		slow.release();
		await stage.idle();
		await page.evaluate(() => history.forward());
		await stage.at('nothing');
		await stage.idle();
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(900);
	});

	test('C-155: two steps back at once: what was captured stays with its page', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.goto('/uses/nothing'));
		await page.evaluate(() => window.kit.goto('/snap'));
		await page.getByLabel('draft').fill('of snap');
		const slow = await hold(page, /nothing\/__data\.json/, 1);
		await page.evaluate(() => history.back());
		await slow.reached;
		await page.evaluate(() => history.back());
		await stage.at('c');
		slow.release();
		await stage.idle();
		await page.evaluate(() => history.go(2));
		await stage.at('snap ');
		await expect(page.getByLabel('draft')).toHaveValue('of snap true true');
	});

	test('C-109 C-110: an invalidation that a navigation made obsolete leaves the new page.state', async ({ stage, page }) => {
		await stage.open('/uses/depends');
		const slow = await hold(page, /\/depends\/__data\.json/, 1);
		await page.evaluate(() => void window.kit.invalidate('uses:page'));
		await slow.reached;
		await page.evaluate(() => window.kit.goto('/e', { state: { a: 1 } }));
		slow.release();
		await expect(page.getByTestId('state')).toHaveText('{"a":1}');
		await page.evaluate(() => window.kit.refreshAll());
		await expect(page.getByTestId('state')).toHaveText('{"a":1}');
	});

	test('C-125: back twice, to two entries of one page: that page is loaded', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.goto('/uses/nothing'));
		await stage.put('<a href="#x">hash</a>');
		await page.getByRole('link', { name: 'hash' }).click();
		await expect(page).toHaveURL('/uses/nothing#x');
		await page.evaluate(() => window.kit.goto('/e'));
		const slow = await hold(page, /nothing\/__data\.json/, 1);
		await page.evaluate(() => history.back());
		await slow.reached;
		await page.evaluate(() => history.back());
		await expect(page).toHaveURL('/uses/nothing');
		slow.release();
		await stage.at('nothing');
		await stage.idle();
	});
});
