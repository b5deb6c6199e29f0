import { failedWith, hold, requests } from '../browser.js';
import { expect, test } from './stage.js';

const link = (page, name) => page.getByRole('link', { name, exact: true });
const length = (page) => page.evaluate(() => history.length);

test.describe('navigations', { tag: '@js' }, () => {
	test('C-114 C-128: the order of things', async ({ stage, page }) => {
		await stage.open('/tall/1');
		await page.evaluate(() => {
			const log = (window.notes = []);
			const shown = () => `${document.querySelector('h1').textContent} ${document.activeElement.tagName}`;
			const state = () =>
				`${document.querySelector('[data-testid=navigating]').textContent} ${location.pathname} ${shown()}`;
			window.during = async (it, events) => {
				log.push(`on ${state()}`);
				await new Promise((done) => (window.go = done));
				it.complete.then(() => log.push(`complete ${state()} ${scrollY} ${events.at(-1)}`));
				return () => log.push(`updated ${shown()} ${events.at(-1)}`);
			};
		});
		await page.getByLabel('field').focus();
		await page.evaluate(() => scrollTo(0, 300));
		await stage.events();
		const data = await hold(page, /\/d\/__data\.json/);
		await page.evaluate(() => void window.kit.goto('/d'));
		await data.reached;
		await expect(page.getByTestId('navigating')).toHaveText('"goto"');
		expect(await stage.events()).toEqual(['before goto']);
		await expect(page).toHaveURL('/tall/1');
		data.release();
		await expect.poll(() => page.evaluate(() => 'go' in window)).toBe(true);
		await expect(page).toHaveURL('/d');
		await stage.at('tall 1');
		await expect(page.getByLabel('field')).toBeFocused();
		await page.evaluate(() => window.go());
		await stage.at('d');
		await stage.idle();
		expect(await stage.notes()).toEqual([
			'on "goto" /d tall 1 INPUT',
			'updated d BODY after goto',
			'complete "goto" /d d BODY 0 after goto'
		]);
		expect(await stage.events()).toEqual(['after goto']);
	});

	test('C-127 C-126: the navigation object', async ({ stage, page }) => {
		await stage.open('/uses/params/1/2');
		const read = () =>
			page.evaluate(() =>
				window.kit.navigations.splice(0).map((it) => ({
					type: it.type,
					from: it.from && [it.from.route.id, it.from.params, it.from.url.pathname],
					to: it.to && [it.to.route.id, it.to.params, it.to.url.pathname],
					scroll: [it.from?.scroll, it.to?.scroll],
					delta: it.delta,
					event: it.event?.type,
					willUnload: it.willUnload,
					shallow: it.shallow,
					cancel: typeof it.cancel,
					complete: it.complete instanceof Promise
				}))
			);
		const here = ['/uses/params/[a]/[b]', { a: '1', b: '2' }, '/uses/params/1/2'];
		const there = ['/d', {}, '/d'];
		const top = { x: 0, y: 0 };
		const common = { willUnload: false, shallow: false, complete: true, scroll: [top, top] };
		expect(await read()).toMatchObject([
			{ ...common, type: 'enter', from: null, to: here, scroll: [undefined, top], cancel: 'undefined' }
		]);

		await link(page, '/d').click();
		await stage.at('d');
		const byLink = { ...common, type: 'link', from: here, to: there, event: 'click' };
		expect(await read()).toMatchObject([
			{ ...byLink, cancel: 'function' },
			{ ...byLink, cancel: 'undefined' }
		]);

		await page.goBack();
		await stage.at('params');
		const back = {
			...common,
			type: 'popstate',
			from: there,
			to: here,
			event: 'popstate',
			delta: -1
		};
		expect(await read()).toMatchObject([
			{ ...back, cancel: 'function' },
			{ ...back, cancel: 'undefined' }
		]);

		await page.evaluate(() => window.kit.goto('/e'));
		expect((await read()).map((it) => it.type)).toEqual(['goto', 'goto']);
	});

	test('C-126: cancelling a link, a goto, a GET form and going back', async ({ stage, page }) => {
		await stage.open('/d');
		await link(page, '/c').click();
		await stage.at('c');
		await page.evaluate(() => Object.assign(window, { stay: true }));
		await stage.events();
		await link(page, '/e').click();
		await stage.happened(['before link']);
		await page.evaluate(() => window.kit.goto('/e'));
		await stage.happened(['before goto']);
		await stage.put('<form action="/e"><button>Send</button></form>');
		await stage.send();
		await stage.happened(['before form']);
		await page.evaluate(() => history.back());
		await stage.happened(['before popstate']);
		await expect(page).toHaveURL('/c');
		await stage.at('c');
		await stage.idle();
		await page.evaluate(() => delete window.stay);
		await page.goBack();
		await stage.at('d');
	});

	test('C-126: leaving the document asks too, and once', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => {
			addEventListener('pagehide', () => sessionStorage.setItem('events', window.kit.events.join()));
		});
		await stage.events();
		await page.goto('/d');
		expect(await page.evaluate(() => sessionStorage.getItem('events'))).toBe('before leave unload');
		await stage.ready();

		await page.evaluate(() => {
			addEventListener('pagehide', () => sessionStorage.setItem('events', window.kit.events.join()));
		});
		await stage.events();
		await stage.put('<a href="/raw">out</a>');
		await link(page, 'out').click();
		await stage.at('please log in');
		expect(await page.evaluate(() => sessionStorage.getItem('events'))).toBe('before link unload');
	});

	test('C-126: cancel() while leaving makes the browser ask', async ({ stage, page }) => {
		await stage.open('/c');
		await page.getByLabel('echo').click();
		await page.evaluate(() => Object.assign(window, { stay: true }));
		const asked = page.waitForEvent('dialog');
		void page.evaluate(() => void (location.href = '/d'));
		const dialog = await asked;
		expect(dialog.type()).toBe('beforeunload');
		await dialog.dismiss();
		await stage.at('c');
		await expect(page).toHaveURL('/c');
		await page.evaluate(() => delete window.stay);
	});

	test('C-126: a link out of the app can be cancelled', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => Object.assign(window, { stay: true }));
		await stage.events();
		await stage.put('<a href="http://elsewhere.test/">out</a>');
		await link(page, 'out').click();
		await stage.happened(['before link unload']);
		await expect(page).toHaveURL('/c');
		await page.evaluate(() => delete window.stay);
	});

	for (const [name, html, url, same] of [
		['an ordinary one', '<a href="/d">go</a>', '/d', true],
		['with markup inside', '<a href="/d"><b><i>go</i></b></a>', '/d', true],
		['in SVG', '<svg width="50" height="50"><a href="/d"><text y="20">go</text></a></svg>', '/d', true],
		['target="_self"', '<a href="/d" target="_self">go</a>', '/d', false],
		['target="_top"', '<a href="/d" target="_top">go</a>', '/d', false],
		['rel="external"', '<a href="/d" rel="nofollow external">go</a>', '/d', false],
		['data-sveltekit-reload', '<a href="/d" data-sveltekit-reload>go</a>', '/d', false],
		['no page', '<a href="/raw">go</a>', '/raw', false],
		['a page that does not exist', '<a href="/nosuch">go</a>', '/nosuch', false]
	]) {
		test(`C-119 C-113 C-84: a link: ${name}`, async ({ app, expected, stage, page }) => {
			if (url === '/nosuch') expected.push(failedWith(404));
			await stage.open('/c');
			await stage.put(html);
			await page.getByText('go', { exact: true }).click();
			await expect(page).toHaveURL(url);
			if (same) await app.enhanced();
			else await expect(page.locator('html[data-marked]')).not.toBeAttached();
		});
	}

	for (const [name, html, how] of [
		['target="_blank"', '<a href="/d" target="_blank">go</a>', {}],
		['with Control', '<a href="/d">go</a>', { modifiers: ['Control'] }],
		['by the middle button', '<a href="/d">go</a>', { button: 'middle' }]
	]) {
		test(`C-119: a link that opens a page of its own: ${name}`, async ({ context, stage, page }) => {
			await stage.open('/c');
			await stage.put(html);
			const opened = context.waitForEvent('page');
			await link(page, 'go').click(/** @type {any} */ (how));
			await expect(await opened).toHaveURL('/d');
			await expect(page).toHaveURL('/c');
			expect(await stage.events()).toEqual(['after enter']);
		});
	}

	test('C-119: a download and a click that somebody has dealt with are no navigations', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await stage.put(
			'<a href="/raw" download="x.html">save</a> <a href="/d" onclick="event.preventDefault()">mine</a> <a>nowhere</a>'
		);
		const download = page.waitForEvent('download');
		await link(page, 'save').click();
		await download;
		await link(page, 'mine').click();
		await page.getByText('nowhere').click();
		await expect(page).toHaveURL('/c');
		expect(await stage.events()).toEqual(['after enter']);
	});

	test('C-119: the address that is shown already: replaced, and all loads run', async ({ stage, page }) => {
		await stage.open('/uses/nothing?a=1');
		const entries = await length(page);
		await stage.put('<a href="/uses/nothing?a=1">again</a>');
		const traffic = requests(page);
		await stage.events();
		await link(page, 'again').click();
		await stage.happened(['before link', 'after link']);
		expect(traffic.data()).toEqual(['/uses/nothing/__data.json?a=1&x-sveltekit-invalidated=011']);
		expect(await length(page)).toBe(entries);
	});

	test('C-119 C-71 C-129: hash links: the browser’s, without callbacks; the same one scrolls again', async ({
		stage,
		page
	}) => {
		await stage.open('/tall/1');
		await page.evaluate(() =>
			window.kit.applyAction({ type: 'failure', status: 422, data: { text: 'kept' } })
		);
		const entries = await length(page);
		const top = (id) =>
			page.evaluate((id) => Math.round(document.getElementById(id).getBoundingClientRect().top), id);
		await stage.events();
		await link(page, 'to the middle').click();
		await expect(page).toHaveURL('/tall/1#middle');
		await expect.poll(() => top('middle')).toBeLessThan(2);
		expect(await length(page)).toBe(entries + 1);
		await expect.poll(() => page.evaluate(() => window.kit.page.url.hash)).toBe('#middle');

		await page.evaluate(() => scrollTo(0, 0));
		await link(page, 'to the middle').click();
		await expect.poll(() => top('middle')).toBeLessThan(2);
		expect(await length(page)).toBe(entries + 1);
		await stage.received({ text: 'kept' }, 422);

		await page.evaluate(() => scrollTo(0, 0));
		await page.goBack();
		await expect(page).toHaveURL('/tall/1');
		await expect.poll(() => page.evaluate(() => window.kit.page.url.hash)).toBe('');
		await page.goForward();
		await expect(page).toHaveURL('/tall/1#middle');
		expect(await stage.events()).toEqual([]);
		await stage.received({ text: 'kept' }, 422);
	});

	test('C-119 C-140: a hash link below data-sveltekit-reload, with a target, is no leaving', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(/Failed to load resource/, /Failed to fetch/);
		await stage.open('/tall/1');
		await stage.events();
		await page.evaluate(() => {
			document.querySelector('h1').parentElement.setAttribute('data-sveltekit-reload', '');
			document.querySelector('a[href="#middle"]').target = '_self';
		});
		await link(page, 'to the middle').click();
		await expect(page).toHaveURL('/tall/1#middle');
		expect(await stage.events()).toEqual([]);
		// what fails now is an error, and not the end of the document
		await page.route(
			(url) => url.search === '?/ok',
			(route) => route.abort('connectionreset')
		);
		await stage.simple(
			'/c?/ok',
			() =>
				({ result }) =>
					void window.notes.push(result.type)
		);
		await stage.send();
		await stage.noted(['error']);
	});

	test('C-116 C-114: the newest of several wins', async ({ stage, page }) => {
		await stage.open('/c');
		const slow = await hold(page, /__data\.json/);
		await page.evaluate(() => void window.kit.goto('/uses/nothing'));
		await slow.reached;
		await page.evaluate(() => void window.kit.goto('/d'));
		await page.evaluate(() => void window.kit.goto('/e'));
		await stage.at('e');
		slow.release();
		await stage.idle();
		await stage.at('e');
		await expect(page).toHaveURL('/e');
		expect((await stage.events()).filter((event) => event.startsWith('after'))).toEqual([
			'after enter',
			'after goto'
		]);
	});

	test('C-132: the live region', async ({ stage, page }) => {
		await stage.open('/c');
		const region = page.locator('#svelte-announcer');
		await expect(region).toHaveAttribute('aria-live', 'assertive');
		await expect(region).toHaveAttribute('aria-atomic', 'true');
		await expect(region).toBeEmpty();
		const box = await region.boundingBox();
		expect(box && box.width * box.height).toBeLessThanOrEqual(1);
		await page.evaluate(() => window.kit.goto('/e'));
		await expect(region).toHaveText('untitled page');
		await page.evaluate(() => window.kit.goto('/tall/3'));
		await expect(region).toHaveText('tall 3');
	});

	test('C-126 C-128: callbacks of a page live as long as it does; a view transition waits for the update', async ({
		stage,
		page
	}) => {
		const log = () => page.evaluate(() => window.log.splice(0));
		await stage.open('/lifecycle/1');
		expect(await log()).toEqual(['after enter 1']);
		await page.evaluate(() => window.kit.goto('/lifecycle/2'));
		await expect.poll(() => page.evaluate(() => window.log.length)).toBe(4);
		expect(await log()).toEqual(['before goto 1', 'on goto 1', 'after goto 2', 'transition']);
		await page.evaluate(() => window.kit.goto('/e'));
		await expect.poll(() => page.evaluate(() => window.log.length)).toBe(3);
		expect(await log()).toEqual(['before goto 2', 'on goto 2', 'transition']);
		await page.evaluate(() => window.kit.goto('/c'));
		await page.evaluate(() => window.kit.goto('/lifecycle/3'));
		expect(await log()).toEqual(['after goto 3']);
	});

	test('C-118 C-142: a page that goes on as soon as it is mounted', async ({ app, stage, page }) => {
		await app.open('/first');
		await stage.at('d');
		await expect(page).toHaveURL('/d?from=mount');
		await stage.idle();
		await page.goBack();
		await expect(page).toHaveURL('/d?from=mount');
	});
});

test.describe('goto', { tag: '@js' }, () => {
	const go = (page, url, options) =>
		page.evaluate(([url, options]) => window.kit.goto(url, options), [url, options]);

	for (const name of ['replace', 'replaceState']) {
		test(`C-118: ${name}`, async ({ stage, page }) => {
			await stage.open('/c');
			await go(page, '/d', {});
			const entries = await length(page);
			await go(page, '/e', { [name]: true });
			await expect(page).toHaveURL('/e');
			expect(await length(page)).toBe(entries);
			await page.goBack();
			await stage.at('c');
		});
	}

	for (const [options, scrolled, focused] of [
		[{}, false, false],
		[{ reset: false }, true, true],
		[{ noScroll: true }, true, false],
		[{ keepFocus: true }, false, true],
		[{ noScroll: true, reset: true }, false, false]
	]) {
		test(`C-118 C-86 C-129 C-130 C-131: ${JSON.stringify(options)}`, async ({ stage, page }) => {
			await stage.open('/tall/1');
			await stage.put('<input aria-label="mine">');
			await page.getByLabel('mine').focus();
			await page.evaluate(() => scrollTo(0, 600));
			await go(page, '/tall/2', options);
			await stage.at('tall 2');
			await stage.idle();
			expect(await page.evaluate(() => scrollY)).toBe(scrolled ? 600 : 0);
			const mine = expect(page.getByLabel('mine'));
			await (focused ? mine.toBeFocused() : mine.not.toBeFocused());
		});
	}

	for (const name of ['refreshAll', 'invalidateAll']) {
		test(`C-118: ${name}`, async ({ stage, page }) => {
			await stage.open('/uses/nothing');
			const traffic = requests(page);
			await go(page, '/uses/url', { [name]: true });
			expect(traffic.data()).toEqual(['/uses/url/__data.json?x-sveltekit-invalidated=011']);
			await stage.at('url');
		});
	}

	test('C-118: invalidate', async ({ stage, page }) => {
		await stage.open('/uses/nothing');
		const traffic = requests(page);
		await go(page, '/uses/nothing?other=1', { invalidate: ['uses:layout'] });
		expect(traffic.data()).toEqual(['/uses/nothing/__data.json?other=1&x-sveltekit-invalidated=010']);
	});

	test('C-118: state, and persistState over a reload', async ({ app, stage, page }) => {
		await stage.open('/c');
		await go(page, '/d', { state: { a: 1 } });
		const state = page.getByTestId('state');
		await expect(state).toHaveText('{"a":1}');
		await page.reload();
		await app.hydrated();
		await expect(state).toHaveText('{}');
		await stage.ready();
		await go(page, '/e', { state: { b: 2 }, persistState: true });
		await page.reload();
		await app.hydrated();
		await expect(state).toHaveText('{"b":2}');
	});

	test('C-118: other origins and what is no page are refused', async ({ stage, page }) => {
		await stage.open('/c');
		for (const url of ['http://elsewhere.test/', '/raw', '/nosuch', 'javascript:alert(1)']) {
			const outcome = await page.evaluate(
				(url) =>
					window.kit.goto(url).then(
						() => 'went',
						() => 'refused'
					),
				url
			);
			expect(outcome, url).toBe('refused');
		}
		await expect(page).toHaveURL('/c');
		await stage.idle();
	});

	test('C-118: its promise settles when the page is there', async ({ stage, page }) => {
		await stage.open('/c');
		expect(
			await page.evaluate(async () => {
				await window.kit.goto('/d');
				return document.querySelector('h1').textContent;
			})
		).toBe('d');
	});
});

test.describe('history, scroll and focus', { tag: '@js' }, () => {
	test('C-125 C-129: back and forward restore the position', async ({ stage, page }) => {
		await stage.open('/tall/1');
		await page.evaluate(() => scrollTo(0, 700));
		await page.evaluate(() => window.kit.goto('/tall/2'));
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
		await page.evaluate(() => scrollTo(0, 900));
		await page.goBack();
		await stage.at('tall 1');
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
		await page.goForward();
		await stage.at('tall 2');
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(900);
	});

	test('C-129: over a reload and over another document', async ({ app, stage, page }) => {
		await stage.open('/tall/1');
		await page.evaluate(() => scrollTo(0, 700));
		await page.evaluate(() => window.kit.goto('/tall/2'));
		await page.evaluate(() => scrollTo(0, 900));
		await page.reload();
		await app.hydrated();
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(900);
		await page.goBack();
		await stage.at('tall 1');
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
		await page.goto('/raw');
		await page.goBack();
		await app.hydrated();
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(700);
	});

	test('C-129: to the hash of another page', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.goto('/tall/1#end'));
		await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(3000);
		await page.evaluate(() => window.kit.goto('/tall/1'));
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
	});

	test('C-129: disableScrollHandling, once', async ({ stage, page }) => {
		await stage.open('/tall/1');
		await page.evaluate(() => scrollTo(0, 500));
		await page.evaluate(() => {
			window.during = () => () => {};
			// the component of the new page is the one that says it: while the page is being updated
			new MutationObserver(() => window.kit.disableScrollHandling()).observe(document.querySelector('h1'), {
				subtree: true,
				characterData: true
			});
		});
		await page.evaluate(() => window.kit.goto('/tall/2'));
		await stage.idle();
		expect(await page.evaluate(() => scrollY)).toBe(500);
	});

	test('C-124 C-125: state of others in history.state survives, and form is null after going back', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await page.evaluate(() => history.replaceState({ ...history.state, mine: 1 }, ''));
		await page.reload();
		await stage.ready();
		expect(await page.evaluate(() => history.state.mine)).toBe(1);
		await stage.simple('?/ok');
		await stage.send();
		await stage.answered('hello');
		await link(page, '/d').click();
		await stage.at('d');
		const traffic = requests(page);
		await page.goBack();
		await stage.at('c');
		await stage.received(null, 200);
		expect(traffic.data()).toEqual(['/c/__data.json?x-sveltekit-invalidated=001']);
	});

	test('C-131: [autofocus] of the new page; the hash target; what the app focused itself', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		await page.evaluate(() => window.kit.goto('/autofocus'));
		await expect(page.getByLabel('second')).toBeFocused();

		await page.evaluate(() => window.kit.goto('/tall/1#middle'));
		await stage.idle();
		await expect(page.locator('#middle')).not.toHaveAttribute('tabindex');
		await page.keyboard.press('Tab');
		await expect(link(page, 'next')).toBeFocused();

		await page.evaluate(() => {
			window.during = () => () => {};
			new MutationObserver(() => document.querySelector('[aria-label=echo]')?.focus()).observe(
				document.body,
				{ subtree: true, childList: true }
			);
		});
		await page.evaluate(() => window.kit.goto('/c'));
		await stage.idle();
		await expect(page.getByLabel('echo')).toBeFocused();
	});

	test('C-131: the focus starts at the top again, and a selection is gone', async ({ stage, page }) => {
		await stage.open('/tall/1');
		await page.getByLabel('field').focus();
		await page.evaluate(() => {
			const range = document.createRange();
			range.selectNodeContents(document.querySelector('nav'));
			getSelection().addRange(range);
		});
		await page.evaluate(() => window.kit.goto('/tall/2'));
		await stage.idle();
		await expect(page.locator('body')).not.toHaveAttribute('tabindex');
		await expect.poll(() => page.evaluate(() => getSelection().rangeCount)).toBe(0);
		await page.keyboard.press('Tab');
		await expect(link(page, '/c')).toBeFocused();
	});

	test('C-131: inside a frame that has not the focus nothing is focused', async ({ stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => {
			document.body.insertAdjacentHTML('beforeend', '<iframe src="/tall/1" title="inner"></iframe>');
		});
		const frame = page.frameLocator('iframe');
		await expect(frame.locator('#svelte-announcer')).toBeAttached();
		await page.getByLabel('echo').focus();
		await page.evaluate(() => document.querySelector('iframe').contentWindow.kit.goto('/e'));
		await expect(frame.locator('h1')).toHaveText('e');
		await expect(page.getByLabel('echo')).toBeFocused();
	});
});

test.describe('options of links', { tag: '@js' }, () => {
	test('C-84 F-220: data-sveltekit-replacestate', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.put('<div data-sveltekit-replacestate><a href="/d">go</a></div>');
		const entries = await length(page);
		await link(page, 'go').click();
		await stage.at('d');
		expect(await length(page)).toBe(entries);
	});

	test('C-84 F-220: the nearest one decides, and the document element does not count', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/c');
		await page.evaluate(() => document.documentElement.setAttribute('data-sveltekit-reload', ''));
		await stage.put(
			'<div data-sveltekit-reload><p data-sveltekit-reload="false"><a href="/d">go</a></p><a href="/e">leave</a></div>'
		);
		await link(page, 'go').click();
		await stage.at('d');
		await app.enhanced();
		await link(page, 'leave').click();
		await stage.at('e');
		await expect(page.locator('html[data-marked]')).not.toBeAttached();
	});

	test('C-84 F-220: through slots and shadow roots', async ({ app, stage, page }) => {
		await stage.open('/c');
		await page.evaluate(() => {
			const host = document.createElement('div');
			host.innerHTML = '<a href="/e">slotted</a>';
			document.body.append(host);
			const root = host.attachShadow({ mode: 'open' });
			root.innerHTML =
				'<p data-sveltekit-reload="false"><a href="/d">inside</a></p><p data-sveltekit-reload><slot></slot></p>';
		});
		await link(page, 'inside').click();
		await stage.at('d');
		await app.enhanced();
		await link(page, 'slotted').click();
		await stage.at('e');
		await expect(page.locator('html[data-marked]')).not.toBeAttached();
	});

	test('C-84 F-220: data-sveltekit-reset="false"', async ({ stage, page }) => {
		await stage.open('/tall/1');
		await stage.put('<div data-sveltekit-reset="false"><a href="/tall/2">go</a></div>');
		await page.evaluate(() => scrollTo(0, 800));
		await page.evaluate(() => {
			document.querySelector('#stage a').focus({ preventScroll: true });
			document.querySelector('#stage a').click();
		});
		await stage.at('tall 2');
		await stage.idle();
		expect(await page.evaluate(() => scrollY)).toBe(800);
		await expect(link(page, 'go')).toBeFocused();
	});
});
