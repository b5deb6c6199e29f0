import { failedWith, requests } from '../browser.js';
import { expect, test } from './stage.js';

test.describe('GET forms', { tag: '@js' }, () => {
	for (const [name, html, lands, client] of [
		[
			'the query is replaced, the hash is kept',
			'<form action="/d?old=1#h"><input name="x" value="a b"><button>Send</button></form>',
			'/d?x=a+b#h',
			true
		],
		[
			'the button takes part',
			'<form><button formaction="/d" name="x" value="9">Send</button></form>',
			'/d?x=9',
			true
		],
		[
			'data-sveltekit-reload on something around it',
			'<div data-sveltekit-reload><form action="/d"><button>Send</button></form></div>',
			'/d?',
			false
		],
		[
			'data-sveltekit-reload="false" nearer to it',
			'<div data-sveltekit-reload><form data-sveltekit-reload="false" action="/d"><button>Send</button></form></div>',
			'/d',
			true
		],
		[
			'a native POST form is left alone',
			'<form method="post" action="/d?/ok"><input name="text" value="n"><button>Send</button></form>',
			'/d?/ok',
			false
		],
		[
			'formmethod="get" on a native POST form',
			'<form method="post" action="/d?/ok"><input name="x" value="n"><button formmethod="get">Send</button></form>',
			'/d?x=n',
			true
		]
	]) {
		test(`C-76 C-77 C-82 C-84: ${name}`, async ({ app, stage, page }) => {
			await stage.open('/c');
			await stage.put(html);
			await stage.send();
			await expect(page).toHaveURL(lands);
			await expect(page.getByRole('heading')).toHaveText('d');
			if (client) await app.enhanced();
			else await app.loaded();
		});
	}

	test('C-76 C-80: preventDefault by a handler of the page comes first', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.put(
			'<form action="/d" onsubmit="event.preventDefault(); window.notes = [1]"><button>Send</button></form>'
		);
		await stage.send();
		await stage.noted([1]);
		await expect(page).toHaveURL('/c');
	});

	test('C-76: target="_blank" is a window of its own', async ({ app, stage, page, context }) => {
		await stage.open('/c');
		await stage.put('<form action="/d" target="_blank"><button>Send</button></form>');
		const opened = context.waitForEvent('page');
		await stage.send();
		await expect(await opened).toHaveURL('/d?');
		await expect(page).toHaveURL('/c');
		await app.enhanced();
	});

	test('C-78: history, with and without data-sveltekit-replacestate', async ({ stage, page }) => {
		await stage.open('/c');
		const length = () => page.evaluate(() => history.length);
		const start = await length();
		await stage.put('<form action="/c"><input name="x"><button>Send</button></form>');
		const field = page.locator('#stage input');
		for (const [value, added] of [
			['1', 1],
			['1', 1],
			['2', 2]
		]) {
			await field.fill(value);
			await stage.send();
			await expect(page).toHaveURL(`/c?x=${value}`);
			await expect(page.getByTestId('navigating')).toHaveText('null');
			expect(await length()).toBe(start + added);
		}
		await page.evaluate(() =>
			document.querySelector('#stage').setAttribute('data-sveltekit-replacestate', '')
		);
		await field.fill('3');
		await stage.send();
		await expect(page).toHaveURL('/c?x=3');
		expect(await length()).toBe(start + 2);
	});

	for (const [name, html] of [
		['target="_self"', '<form action="/d" target="_self"><button>Send</button></form>'],
		['target of another name', '<form action="/d" target="other"><button>Send</button></form>'],
		[
			'formtarget="_self" on the button of a form with target="_blank"',
			'<form action="/d" target="_blank"><button formtarget="_self">Send</button></form>'
		]
	]) {
		test(`C-76: ${name}: the router’s`, async ({ app, context, stage, page }) => {
			await stage.open('/c');
			await stage.put(html);
			await stage.send();
			await stage.at('d');
			await expect(page).toHaveURL('/d');
			expect(context.pages()).toHaveLength(1);
			await app.enhanced();
		});
	}

	test('C-76: formtarget="_blank" on the button', async ({ context, stage, page }) => {
		await stage.open('/c');
		await stage.put('<form action="/d"><button formtarget="_blank">Send</button></form>');
		const opened = context.waitForEvent('page');
		await stage.send();
		await expect(await opened).toHaveURL('/d?');
		await expect(page).toHaveURL('/c');
	});

	test('C-76: another origin is the browser’s', async ({ stage, page }) => {
		await page.route('http://elsewhere.test/**', (route) =>
			route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,"><h1>elsewhere</h1>' })
		);
		await stage.open('/c');
		await stage.put(
			'<form action="http://elsewhere.test/x?old=1"><input name="x" value="1"><button>Send</button></form>'
		);
		await stage.send();
		await expect(page).toHaveURL('http://elsewhere.test/x?x=1');
	});

	test('C-77: files become texts, and nobody above the document element hears of it', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await stage.put(
			'<form action="/d"><input type="file" name="f"><select name="m" multiple><option selected>1<option selected>2</select><button>Send</button></form>'
		);
		await page.evaluate(() => {
			window.notes = [];
			document.addEventListener('submit', () => window.notes.push('document'));
			document.body.addEventListener('submit', () => window.notes.push('body'));
		});
		await page
			.locator('#stage input')
			.setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') });
		await stage.send();
		await expect(page).toHaveURL('/d?f=%5Bobject+File%5D&m=1&m=2');
		expect(await stage.notes()).toEqual(['body']);
	});

	test('C-78 C-127: the navigation and its event', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.put('<form action="/d"><button name="by" value="1">Send</button></form>');
		await page.evaluate(() => window.kit.navigations.splice(0));
		await stage.send();
		await stage.at('d');
		const seen = await page.evaluate(() =>
			window.kit.navigations.map((it) => [
				it.type,
				it.event?.type,
				it.event?.submitter?.name,
				it.from.url.pathname,
				it.to.url.pathname + it.to.url.search,
				it.willUnload
			])
		);
		const one = ['form', 'submit', 'by', '/c', '/d?by=1', false];
		expect(seen).toEqual([one, one]);
	});

	test('C-78 C-84: data-sveltekit-reset="false" leaves scroll and focus alone', async ({ stage, page }) => {
		await stage.open('/tall/1');
		await stage.put(
			'<form action="/tall/2" data-sveltekit-reset="false"><input name="x" aria-label="mine"><button>Send</button></form>'
		);
		await page.getByLabel('mine').focus();
		await page.evaluate(() => scrollTo(0, 700));
		await page.evaluate(() => document.querySelector('#stage form').requestSubmit());
		await stage.at('tall 2');
		await stage.idle();
		await expect(page.getByLabel('mine')).toBeFocused();
		expect(await page.evaluate(() => scrollY)).toBe(700);
	});

	test('C-79: an unchanged address is a navigation, but what did not change is not loaded', async ({
		stage,
		page
	}) => {
		await stage.open('/uses/search?q=1');
		const before = await stage.shown('page');
		await stage.put('<form action="/uses/search"><input name="q" value="1"><button>Send</button></form>');
		const traffic = requests(page);
		await stage.events();
		await stage.send();
		await stage.happened(['before form', 'after form']);
		expect(traffic.data()).toEqual([]);
		expect(await stage.shown('page')).toBe(before);
		await page.locator('#stage input').fill('2');
		await stage.send();
		await expect(page.getByTestId('page')).not.toHaveText(String(before));
		expect(traffic.data()).toEqual(['/uses/search/__data.json?q=2&x-sveltekit-invalidated=001']);
	});

	test('C-79: an action name in the query runs no action', async ({ stage, page }) => {
		await stage.open('/d');
		await stage.put('<form action="/c"><input name="/ok" value=""><button>Send</button></form>');
		await stage.send();
		await stage.at('c');
		await expect(page).toHaveURL('/c?%2Fok=');
		await stage.received(null, 200);
	});

	for (const [action, heading] of [
		['/raw', 'please log in'],
		['/nosuch', 'root error']
	]) {
		test(`C-81 C-113: ${action} is no page: the document is loaded`, async ({ expected, stage, page }) => {
			expected.push(failedWith(404));
			await stage.open('/c');
			await stage.put(`<form action="${action}"><input name="x" value="1"><button>Send</button></form>`);
			await stage.send();
			await stage.at(heading);
			await expect(page).toHaveURL(`${action}?x=1`);
			await expect(page.locator('html[data-marked]')).not.toBeAttached();
		});
	}
});

test(
	'C-83 C-161: with csr = false forms are native, also enhanced ones',
	{ tag: '@js' },
	async ({ page }) => {
		await page.goto('/plain');
		expect(await page.locator('script, link[rel=modulepreload]').count()).toBe(0);
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page).toHaveURL('/plain?/ok');
		await expect(page.getByTestId('prop')).toContainText('hello');
		await page.getByRole('button', { name: 'Search' }).click();
		await expect(page).toHaveURL('/c?x=1');
	}
);
