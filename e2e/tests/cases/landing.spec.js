import { failedWith, hold, requests } from '../browser.js';
import { expect, test } from './stage.js';

test.describe('where a result lands', { tag: '@js' }, () => {
	for (const [start, action, lands, navigates] of [
		['/c', '?/ok', '/c', false],
		['/c#part', '?/ok', '/c#part', false],
		['/c?page=2', '?/ok', '/c', true],
		['/c?page=2', '?page=2&amp;/ok', '/c?page=2', false],
		['/c?a=1&b=2', '?b=2&amp;a=1&amp;/ok', '/c?a=1&b=2', false],
		['/c?a=1&a=2', '?a=2&amp;a=1&amp;/ok', '/c?a=1&a=2', false],
		['/c?a=1', '?a=1&amp;a=1&amp;/ok', '/c?a=1&a=1', true],
		['/c', '/d?/ok', '/d', true],
		['/c', '/d?x=1&amp;/ok', '/d?x=1', true]
	]) {
		const way = navigates ? 'navigates' : 'stays';
		test(`C-42 C-43 C-44: from ${start}, action ${action.replaceAll('&amp;', '&')}: ${way}`, async ({
			app,
			stage,
			page
		}) => {
			await stage.open(start);
			const entries = await page.evaluate(() => history.length);
			const before = await stage.stamp();
			await stage.events();
			await stage.simple(action);
			await stage.send();
			await stage.answered('hello');

			await expect(page).toHaveURL(lands);
			await expect(page.getByTestId('stamp')).not.toHaveText(String(before));
			await stage.received({ text: 'hello', entries: [['text', 'hello']] }, 200);
			await expect(page.getByTestId('layout')).toContainText('hello');
			expect(await page.evaluate(() => history.length)).toBe(entries + (navigates ? 1 : 0));
			expect(await stage.events()).toEqual(navigates ? ['before form', 'after form'] : []);
			await app.enhanced();
		});
	}

	test('C-44: after a native post the address still has ?/ok, and an enhanced one navigates', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await stage.simple('?/ok', undefined, 'native');
		await page.evaluate(() => document.querySelector('#stage form').submit());
		await expect(page).toHaveURL('/c?/ok');
		await stage.app.hydrated();
		await stage.ready();
		await stage.received({ text: 'native', entries: [['text', 'native']] }, 200);

		await stage.simple('?/ok', undefined, 'enhanced');
		await stage.send();
		await expect(page).toHaveURL('/c');
		await stage.answered('enhanced');
	});

	test('C-44: navigate: false stays, and shows the form here', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.simple(
			'/d?/ok',
			() =>
				({ update }) =>
					update({ navigate: false })
		);
		await stage.send();
		await stage.answered('hello');
		await expect(page).toHaveURL('/c');
	});

	test('C-43 C-45: a failure lands there as well, with its status', async ({ expected, stage, page }) => {
		expected.push(failedWith(400));
		await stage.open('/c');
		await stage.simple('/d?/fail');
		await stage.send();
		await expect(page).toHaveURL('/d');
		await stage.received({ text: 'hello' }, 400);
		await stage.answered('hello');
	});

	test('C-45: without data it is null after a navigation', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.simple('/d?/nothing');
		await stage.send();
		await expect(page).toHaveURL('/d');
		await stage.received(null, 204);
		await expect(page.getByTestId('prop')).toHaveText('null');
	});

	test('C-45: an error of another page shows the error page over there, and does not load it', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(418));
		await stage.open('/d');
		const traffic = requests(page);
		await stage.simple('/c?/error');
		await stage.send();
		await expect(page.getByRole('heading')).toHaveText('c error');
		await expect(page).toHaveURL('/c');
		await expect(page.getByTestId('error')).toHaveText('{"colour":"brown","status":418,"message":"teapot"}');
		await stage.received(null, 418);
		expect(traffic.seen.filter((request) => request.url().includes('__data.json'))).toHaveLength(0);
	});

	test('C-46: beforeNavigate may cancel it, and the result is gone', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.events();
		await page.evaluate(() => Object.assign(window, { stay: true }));
		await stage.simple('/d?/ok', () => async ({ update }) => {
			await update();
			window.notes.push('updated');
		});
		await stage.send();
		await stage.noted(['updated']);
		expect(await stage.events()).toEqual(['before form']);
		await expect(page).toHaveURL('/c');
		await stage.received(null, 200);
		await expect(page.getByTestId('prop')).toHaveText('null');
		await page.evaluate(() => delete window.stay);
	});

	test('C-47: when the page over there redirects, that counts', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.simple('/leave?/ok');
		await stage.send();
		await expect(page).toHaveURL('/d?left');
		await stage.received(null, 200);
	});

	test('C-49: after an error, a success in place brings the page back', async ({
		app,
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(418));
		await stage.open('/c');
		await stage.simple('?/error');
		await stage.send();
		await expect(page.getByRole('heading')).toHaveText('c error');
		await expect(page).toHaveURL('/c');
		await stage.simple('?/ok');
		await stage.send();
		await expect(page.getByRole('heading')).toHaveText('c');
		await stage.answered('hello');
		await app.enhanced();
	});

	test('C-53: a redirect, also to the page that one is on', async ({ app, stage, page }) => {
		await stage.open('/c');
		await stage.events();
		for (const [to, lands] of [
			['/d?x=2', '/d?x=2'],
			['/c#there', '/c#there'],
			['/c#there', '/c#there']
		]) {
			const before = String(await stage.stamp());
			await stage.form(
				`<form method="POST" action="/c?/redirect"><input name="to" value="${to}"><button>Send</button></form>`
			);
			await stage.send();
			await expect(page).toHaveURL(lands);
			await expect(page.getByTestId('stamp')).not.toHaveText(before);
			await stage.received(null, 200);
			expect(await stage.events()).toEqual(['before goto', 'after goto']);
		}
		await app.enhanced();
	});

	test('C-206: branching on result.type', async ({ stage, page }) => {
		const submit =
			() =>
			async ({ result }) => {
				if (result.type === 'redirect') await window.kit.goto(result.location);
				else await window.kit.applyAction(result);
			};
		await stage.open('/c');
		await stage.simple('?/ok', submit);
		await stage.send();
		await stage.answered('hello');
		await stage.form(
			'<form method="POST" action="?/redirect"><input name="to" value="/d"><button>Send</button></form>',
			submit
		);
		await stage.send();
		await expect(page).toHaveURL('/d');
	});

	test('C-137: whoever has gone away is taken back', async ({ stage, page }) => {
		await stage.open('/c');
		const request = await hold(page, (url) => url.search === '?/ok');
		await stage.simple('?/ok');
		await stage.send();
		await request.reached;
		await page.getByRole('link', { name: '/d', exact: true }).click();
		await expect(page.getByRole('heading')).toHaveText('d');
		await expect(page.getByTestId('navigating')).toHaveText('null');
		request.release();
		await expect(page).toHaveURL('/c');
		await stage.answered('hello');
	});
});

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
});

test.describe('how long form lives', { tag: '@js' }, () => {
	const leave = {
		link: (page) => page.getByRole('link', { name: '/d', exact: true }).click(),
		goto: (page) => page.evaluate(() => window.kit.goto('/d')),
		'GET form': (page) =>
			page.evaluate(() => {
				const form = document.createElement('form');
				form.action = '/d';
				document.body.append(form);
				form.requestSubmit();
			})
	};
	for (const [name, go] of Object.entries(leave)) {
		test(`C-71: ${name} drops it, and going back does not bring it again`, async ({ app, stage, page }) => {
			await stage.open('/c');
			await stage.simple('?/ok');
			await stage.send();
			await stage.answered('hello');
			await go(page);
			await expect(page.getByRole('heading')).toHaveText('d');
			await stage.received(null, 200);
			await expect(page.getByTestId('prop')).toHaveText('null');
			await page.goBack();
			await expect(page.getByRole('heading')).toHaveText('c');
			await stage.received(null, 200);
			await app.enhanced();
		});
	}

	for (const call of ['refreshAll', 'invalidateAll']) {
		test(`C-71 C-109: ${call}() with loads: the prop stays, page.form goes`, async ({
			expected,
			stage,
			page
		}) => {
			expected.push(/invalidateAll/);
			await stage.open('/c');
			await stage.simple('?/ok');
			await stage.send();
			await stage.answered('hello');
			const before = String(await stage.stamp());
			await page.evaluate((call) => window.kit[call](), call);
			await expect(page.getByTestId('stamp')).not.toHaveText(before);
			await stage.answered('hello');
			await stage.received(null, 200);
		});
	}

	test('C-71: refreshAll() without any load: everything stays', async ({ stage, page }) => {
		await stage.open('/e');
		await stage.simple('?/ok');
		await stage.send();
		await stage.answered('hello');
		await page.evaluate(() => window.kit.refreshAll());
		await stage.received({ text: 'hello', entries: [['text', 'hello']] }, 200);
		await stage.answered('hello');
	});

	test('C-71 C-157 C-158: shallow routing keeps it, and changes where a result belongs', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await stage.simple('?/ok');
		await stage.send();
		await stage.answered('hello');
		await page.evaluate(() => window.kit.pushState('/c?shallow', {}));
		await expect(page).toHaveURL('/c?shallow');
		await stage.answered('hello');
		await stage.received({ text: 'hello', entries: [['text', 'hello']] }, 200);
		await stage.simple('?/ok', undefined, 'again');
		await stage.send();
		await stage.answered('again');
	});

	test('C-71: an error in place leaves the layout its form prop, and page.form is null', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(418));
		await stage.open('/c');
		await stage.simple('?/ok');
		await stage.send();
		await stage.answered('hello');
		await stage.simple('?/error');
		await stage.send();
		await expect(page.getByRole('heading')).toHaveText('c error');
		await expect(page.getByTestId('layout')).toContainText('hello');
		await stage.received(null, 418);
	});
});

test.describe('GET forms', { tag: '@js' }, () => {
	/** Puts a form into the page that is not enhanced. */
	const put = (page, html) =>
		page.evaluate(
			(html) => document.body.insertAdjacentHTML('beforeend', `<div id="stage">${html}</div>`),
			html
		);

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
			await put(page, html);
			await stage.send();
			await expect(page).toHaveURL(lands);
			await expect(page.getByRole('heading')).toHaveText('d');
			if (client) await app.enhanced();
			else await app.loaded();
		});
	}

	test('C-76 C-80: preventDefault by a handler of the page comes first', async ({ stage, page }) => {
		await stage.open('/c');
		await put(
			page,
			'<form action="/d" onsubmit="event.preventDefault(); window.notes = [1]"><button>Send</button></form>'
		);
		await stage.send();
		await stage.noted([1]);
		await expect(page).toHaveURL('/c');
	});

	test('C-76: target="_blank" is a window of its own', async ({ app, stage, page, context }) => {
		await stage.open('/c');
		await put(page, '<form action="/d" target="_blank"><button>Send</button></form>');
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
		await put(page, '<form action="/c"><input name="x"><button>Send</button></form>');
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
});
