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

	test('C-40 C-42 C-72: reset, then refresh, then the result', async ({ stage, page }) => {
		await stage.open('/c');
		const refresh = await hold(page, /__data\.json/);
		await stage.simple('?/ok');
		await page.locator('#stage input').fill('typed');
		await stage.send();
		await refresh.reached;
		await expect(page.locator('#stage input')).toHaveValue('hello');
		await stage.received(null, 200);
		await expect(page.getByTestId('prop')).toHaveText('null');
		await stage.idle();
		refresh.release();
		await stage.answered('typed');
		await stage.received({ text: 'typed', entries: [['text', 'typed']] }, 200);
	});

	test('C-42: a location of another origin counts as here', async ({ app, stage, page }) => {
		await stage.open('/c');
		await stage.fake({ type: 'success', status: 200, location: 'http://elsewhere.test/c', data: 'faked' });
		await stage.simple('?/faked');
		await stage.send();
		await stage.received('faked', 200);
		await expect(page).toHaveURL('/c');
		await app.enhanced();
	});

	test('C-41 C-42: no location at all counts as here', async ({ stage, page }) => {
		await stage.open('/c?x=1');
		await stage.fake({ type: 'success', status: 201, data: 'faked' });
		await stage.simple('?/faked');
		await stage.send();
		await stage.received('faked', 201);
		await expect(page).toHaveURL('/c?x=1');
	});

	for (const [type, status, options, digits] of [
		['success', 200, {}, '011'],
		['success', 200, { refreshAll: false }, '001'],
		['failure', 400, {}, '001'],
		['failure', 400, { refreshAll: true }, '011'],
		['success', 200, { invalidateAll: false }, '001'],
		['success', 200, { refreshAll: true, invalidateAll: false }, '011']
	]) {
		test(`C-37 C-45: elsewhere, ${type}, ${JSON.stringify(options)}: which loads run`, async ({
			expected,
			stage,
			page
		}) => {
			if (status !== 200) expected.push(failedWith(status));
			await stage.open('/uses/nothing');
			await stage.fake({ type, status, location: '/uses/search?q=1', data: 'faked' }, status);
			await stage.simple('?/faked', (0, eval)(`() => ({ update }) => update(${JSON.stringify(options)})`));
			const traffic = requests(page);
			await stage.send();
			await stage.at('search');
			await stage.received('faked', status);
			await stage.idle();
			const [request, ...more] = traffic.data();
			expect(request).toBe(`/uses/search/__data.json?q=1&x-sveltekit-invalidated=${digits}`);
			expect(more).toEqual([]);
		});
	}

	test('C-45: what was preloaded is not used for it', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.preloadData('/d'));
		const traffic = requests(page);
		await stage.simple('/d?/ok');
		await stage.send();
		await stage.at('d');
		await stage.answered('hello');
		expect(traffic.data()).toEqual(['/d/__data.json?x-sveltekit-invalidated=01']);
	});

	test('C-45: an error elsewhere loads the layouts and not the page', async ({ expected, stage, page }) => {
		expected.push(failedWith(451));
		await stage.open('/d');
		await stage.fake(
			{
				type: 'error',
				status: 451,
				location: '/err/deep/leaf?leaf=accident',
				error: { status: 500, message: 'faked' }
			},
			451
		);
		await stage.simple('?/faked');
		const traffic = requests(page);
		await stage.send();
		await stage.at('deep error');
		await expect(page).toHaveURL('/err/deep/leaf?leaf=accident');
		await expect(page.getByTestId('error')).toHaveText('{"status":500,"message":"faked"}');
		await expect(page.getByTestId('all-data')).toHaveText('{"outer":true,"deep":true}');
		await stage.received(null, 451);
		expect(traffic.data()).toEqual(['/err/deep/leaf/__data.json?leaf=accident&x-sveltekit-invalidated=0110']);
	});

	test('C-46: it is a navigation: navigating, the callbacks, the entry, scroll and focus', async ({
		stage,
		page
	}) => {
		await stage.open('/tall/1');
		await page.getByLabel('field').focus();
		await page.evaluate(() => scrollTo(0, 800));
		await page.evaluate(() => {
			window.during = ({ type, to }, events) => {
				events.push(`on ${type} ${to.url.pathname}`);
				return () => events.push('update done');
			};
		});
		await stage.events();
		const data = await hold(page, /__data\.json/);
		await stage.simple('/d?/ok');
		await page.evaluate(() => document.querySelector('#stage form').requestSubmit());
		await data.reached;
		await expect(page.getByTestId('navigating')).toHaveText('"form"');
		await expect(page).toHaveURL('/tall/1');
		data.release();
		await stage.at('d');
		await stage.idle();
		expect(await stage.events()).toEqual(['before form', 'on form /d', 'after form', 'update done']);
		await expect(page.locator('body')).toBeFocused();
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
		await expect(page.locator('#svelte-announcer')).not.toBeEmpty();
	});

	test('C-46: the address is written as the page over there wants it', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.fake({ type: 'success', status: 200, location: '/slash?a=1', data: { text: 'faked' } });
		await stage.simple('?/faked');
		await stage.send();
		await stage.at('slash');
		await expect(page).toHaveURL('/slash/?a=1');
		await stage.answered('faked');
	});

	test('C-46: nobody is asked while another navigation is under way', async ({ stage, page }) => {
		await stage.open('/c');
		const data = await hold(page, /\/uses\/url\/__data\.json/, 1);
		void page.evaluate(() => void window.kit.goto('/uses/url'));
		await data.reached;
		await stage.events();
		await stage.simple('/d?/ok');
		await stage.send();
		await stage.at('d');
		await stage.answered('hello');
		data.release();
		await stage.idle();
		expect(await stage.events()).toEqual(['after form']);
		await expect(page).toHaveURL('/d');
	});

	for (const [location, text] of [
		['/raw', 'please log in'],
		['/nosuch', 'root error']
	]) {
		test(`C-47 C-113: a location that is no page, ${location}: the document is loaded`, async ({
			expected,
			stage,
			page
		}) => {
			expected.push(failedWith(404));
			await stage.open('/c');
			await stage.fake({ type: 'success', status: 200, location, data: 'faked' });
			await stage.simple('?/faked');
			await stage.send();
			await expect(page).toHaveURL(location);
			await stage.at(text);
			await expect(page.locator('html[data-marked]')).not.toBeAttached();
		});
	}

	test('C-48 C-131: after a success in place the focus is reset, to [autofocus] if there is one', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(400));
		await stage.open('/autofocus');
		await stage.fake({ type: 'success', status: 200, location: '/autofocus' });
		await stage.simple('?/faked');
		await page.getByLabel('first').focus();
		await page.evaluate(() => document.querySelector('#stage form').requestSubmit());
		await stage.received(undefined, 200);
		await expect(page.getByLabel('second')).toBeFocused();
	});

	test('C-42 C-46: below a trailing slash it is in place', async ({ app, stage, page }) => {
		await stage.open('/slash/');
		await stage.events();
		await stage.simple('?/ok');
		await stage.send();
		await stage.answered('slash');
		await expect(page).toHaveURL('/slash/');
		expect(await stage.events()).toEqual([]);
		await app.enhanced();
	});

	test('C-45 C-125: back from where a result led', async ({ stage, page }) => {
		await stage.open('/c?page=2');
		await stage.simple('?/ok');
		await stage.send();
		await expect(page).toHaveURL('/c');
		await stage.answered('hello');
		await page.goBack();
		await expect(page).toHaveURL('/c?page=2');
		await stage.received(null, 200);
		await page.goForward();
		await expect(page).toHaveURL('/c');
		await stage.received(null, 200);
		await expect(page.getByTestId('prop')).toHaveText('null');
	});

	for (const [action, heading, status] of [
		['/d?/ok', 'd', 200],
		['/c?/error', 'c error', 418],
		['?/ok', 'root error', 404]
	]) {
		test(`C-45 C-54: from the error page of an unknown address to ${action}`, async ({
			app,
			expected,
			stage,
			page
		}) => {
			expected.push(failedWith(404), failedWith(418));
			await stage.open('/nosuch');
			await stage.simple(action, () => async ({ update }) => {
				await update();
				window.notes.push('updated');
			});
			await stage.send();
			await stage.noted(['updated']);
			await stage.at(heading);
			await expect(page.getByTestId('status')).toHaveText(String(status));
			await app.enhanced();
		});
	}

	test('C-48: the focus after a failure elsewhere is reset like after any navigation', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(400));
		await stage.open('/c');
		await stage.simple('/d?/fail');
		await page.locator('#stage input').press('Enter');
		await stage.at('d');
		await stage.idle();
		await expect(page.locator('#stage input')).not.toBeFocused();
	});
});
