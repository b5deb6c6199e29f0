import { failedWith, hold, requests } from '../browser.js';
import { expect, test } from './stage.js';

test.describe('the submit event and its request', { tag: '@js' }, () => {
	test('C-1 C-6: destroy() leaves a native form', async ({ app, stage, page }) => {
		await stage.open('/c');
		await stage.simple('?/ok');
		await page.evaluate(() => window.handle.destroy());
		await stage.send();
		await expect(page).toHaveURL('/c?/ok');
		await app.loaded();
		await stage.answered('hello');
	});

	test('C-4: fields named like the properties of a form', async ({ app, stage, page }) => {
		await stage.open('/c');
		const names =
			'action method enctype reset submit addEventListener removeEventListener cloneNode nodeName'.split(' ');
		const fields = names.map((name) => `<input name="${name}" value="${name}">`).join('');
		await stage.form(`<form method="POST" action="?/ok">${fields}<button>Send</button></form>`);
		await stage.send();
		await stage.answered('cloneNode');
		await app.enhanced();
		await page.evaluate(() => window.handle.destroy());
	});

	test('C-8: formmethod="get" leaves it to the GET handling', async ({ app, stage, page }) => {
		await stage.open('/c');
		await stage.form(
			'<form method="POST" action="?/ok"><input name="x" value="1"><button formmethod="get">Send</button></form>'
		);
		await stage.send();
		await expect(page).toHaveURL('/c?x=1');
		await app.enhanced();
		await stage.received(null, 200);
	});

	test('C-8: formmethod="post" on a form that is enhanced and says GET', async ({ app, stage }) => {
		await stage.open('/c');
		await stage.form(
			'<form action="?/ok"><input name="text" value="hello"><button formmethod="post">Send</button></form>'
		);
		await stage.send();
		await stage.answered('hello');
		await app.enhanced();
	});

	test('C-9: preventDefault by somebody else does not stop it', async ({ app, stage, page }) => {
		await stage.open('/c');
		await stage.simple('?/ok');
		await page.evaluate(() =>
			document.querySelector('#stage')?.addEventListener('submit', (event) => event.preventDefault(), true)
		);
		await stage.send();
		await stage.answered('hello');
		await app.enhanced();
	});

	test('C-11: the URL given to submit may be changed', async ({ stage }) => {
		await stage.open('/c');
		await stage.simple('?/fail', ({ action }) => {
			action.search = '?/ok';
		});
		await stage.send();
		await stage.received({ text: 'hello', entries: [['text', 'hello']] }, 200);
	});

	test('C-11 C-13: the submitter: its formaction, its name and value', async ({ stage }) => {
		await stage.open('/c');
		await stage.form(
			'<form method="POST" action="?/fail"><button formaction="?/ok" name="text" value="mine">Send</button><button name="text" value="other">Other</button></form>'
		);
		await stage.send();
		await stage.received({ text: 'mine', entries: [['text', 'mine']] }, 200);
	});

	test('C-13: what belongs to a form and what does not', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.form(`
			<input name="outside" value="1" form="f">
			<form id="f" method="POST" action="?/ok">
				<input name="text" value="a"><input name="off" value="1" disabled>
				<fieldset disabled><input name="deep" value="1"></fieldset>
				<input type="checkbox" name="box" checked><input type="checkbox" name="unchecked">
				<select name="many" multiple><option selected>1</option><option>2</option><option selected>3</option></select>
				<textarea name="lines">x\ny</textarea><button>Send</button>
			</form>`);
		await page.evaluate(() =>
			document
				.querySelector('#f')
				?.addEventListener('formdata', (event) => event.formData.append('added', '1'))
		);
		await stage.send();
		const entries = [
			['outside', '1'],
			['text', 'a'],
			['box', 'on'],
			['many', '1'],
			['many', '3'],
			['lines', 'x\ny'],
			['added', '1']
		];
		await stage.received({ text: 'a', entries }, 200);
	});

	test('C-15: what submit is given', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.simple('/d?/ok', ({ formElement, formData, action, cancel, submitter, controller }) => {
			window.notes.push(
				formElement.tagName,
				formData instanceof FormData && [...formData],
				action instanceof URL && action.pathname + action.search,
				submitter?.tagName ?? null,
				controller instanceof AbortController
			);
			cancel();
		});
		await stage.send();
		await stage.noted(['FORM', [['text', 'hello']], '/d?/ok', 'BUTTON', true]);
		await page.evaluate(() => document.querySelector('#stage form').requestSubmit());
		await expect.poll(async () => (await stage.notes())[8]).toBe(null);
	});

	test('C-16 C-10: submit may wait, and change the data meanwhile', async ({ app, stage }) => {
		await stage.open('/c');
		await stage.simple('?/ok', async ({ formData }) => {
			await new Promise((done) => requestAnimationFrame(done));
			formData.set('text', 'changed');
		});
		await stage.send();
		await stage.answered('changed');
		await app.enhanced();
	});

	test('C-17: cancel(), also after a while: nothing is sent, nothing runs', async ({ stage, page }) => {
		await stage.open('/c');
		const traffic = requests(page);
		await stage.simple('?/ok', async ({ cancel }) => {
			await new Promise((done) => requestAnimationFrame(done));
			cancel();
			queueMicrotask(() => setTimeout(() => window.notes.push('later')));
			return () => window.notes.push('never');
		});
		await stage.send();
		await stage.noted(['later']);
		expect(traffic.of('POST')).toHaveLength(0);
		await stage.received(null, 200);
	});

	test('C-18: a submit that throws sends nothing, neither by fetch nor natively', async ({
		app,
		expected,
		stage,
		page
	}) => {
		expected.push(/on purpose/);
		await stage.open('/c');
		const traffic = requests(page);
		const thrown = page.waitForEvent('pageerror');
		await stage.simple('?/ok', () => {
			throw new Error('on purpose');
		});
		await stage.send();
		expect((await thrown).message).toContain('on purpose');
		expect(traffic.of('POST')).toHaveLength(0);
		await app.enhanced();
	});

	test('C-21: a fetch that the app has patched', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.simple('?/ok');
		await page.evaluate(() => {
			const fetch = window.fetch;
			window.fetch = (input, init) => {
				if (init?.method === 'POST')
					window.notes.push(String(input), init.cache, new Headers(init.headers).get('accept'));
				return fetch(input, init);
			};
		});
		await stage.send();
		await stage.answered('hello');
		await stage.noted([new URL('/c?/ok', page.url()).href, 'no-store', 'application/json']);
	});

	test('C-12 C-22: formenctype makes it multipart, with its files', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.form(
			'<form method="POST" action="?/ok"><input type="file" name="files" multiple><button formenctype="multipart/form-data">Send</button></form>'
		);
		const file = (name, length) => ({ name, mimeType: 'text/plain', buffer: Buffer.alloc(length, 97) });
		await page.locator('#stage input').setInputFiles([file('a.txt', 3), file('ü.txt', 5)]);
		await stage.send();
		await stage.received(
			{
				text: null,
				entries: [
					['files', 'a.txt:3'],
					['files', 'ü.txt:5']
				]
			},
			200
		);
	});

	test('C-22 C-23: text/plain is urlencoded all the same', async ({ stage }) => {
		await stage.open('/c');
		await stage.form(
			'<form method="POST" action="?/text" enctype="text/plain"><input name="text" value="a b"><button>Send</button></form>'
		);
		await stage.send();
		await stage.received({ type: 'text/plain', raw: 'text=a+b' }, 200);
	});

	test('C-33: abort() ends it in silence', async ({ expected, stage, page }) => {
		expected.push(failedWith(400));
		await stage.open('/c');
		const request = await hold(page, (url) => url.search === '?/ok');
		await stage.simple('?/ok', ({ controller }) => {
			window.controller = controller;
			return () => window.notes.push('never');
		});
		await stage.send();
		await request.reached;
		const failed = page.waitForEvent('requestfailed');
		await page.evaluate(() => window.controller.abort());
		await failed;
		request.release();
		await stage.form(
			'<form method="POST" action="?/fail"><button>Send</button></form>',
			() => () => window.notes.push('next')
		);
		const answer = page.waitForResponse((response) => response.url().endsWith('?/fail'));
		await stage.send();
		await answer;
		await stage.noted(['next']);
	});

	test('C-214: requestSubmit(), with and without a submitter', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.form(
			'<form method="POST" action="?/ok"><input name="text" value="a"><button name="by" value="button">Send</button></form>'
		);
		await page.evaluate(() => document.querySelector('#stage form').requestSubmit());
		await stage.received({ text: 'a', entries: [['text', 'a']] }, 200);
		await page.evaluate(() => {
			const form = document.querySelector('#stage form');
			form.requestSubmit(form.querySelector('button'));
		});
		await stage.received(
			{
				text: 'a',
				entries: [
					['text', 'a'],
					['by', 'button']
				]
			},
			200
		);
	});

	test('C-140: leaving the document while a submission is pending shows no error', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		const request = await hold(page, (url) => url.search === '?/ok');
		await stage.simple('?/ok');
		await stage.send();
		await request.reached;
		await page.goto('/d');
		request.release();
		await expect(page.getByRole('heading')).toHaveText('d');
	});

	test('C-14: a file in a form without its enctype becomes a text', async ({ expected, stage, page }) => {
		expected.push(/multipart/);
		await stage.open('/c');
		await stage.form(
			'<form method="POST" action="?/ok"><input type="file" name="text"><button>Send</button></form>'
		);
		await page
			.locator('#stage input')
			.setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') });
		await stage.send();
		await stage.received({ text: '[object File]', entries: [['text', '[object File]']] }, 200);
	});

	test('S-42 S-49: the status that fail names', async ({ expected, stage, page }) => {
		expected.push(failedWith(422));
		await stage.open('/c');
		await stage.form(
			'<form method="POST" action="?/fail"><input name="status" value="422"><input name="text" value="a"><button>Send</button></form>'
		);
		const answer = page.waitForResponse((response) => response.request().method() === 'POST');
		await stage.send();
		expect((await answer).status()).toBe(422);
		await stage.received({ text: 'a' }, 422);
	});

	test('S-144 C-67: values keep their types', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.simple('?/types');
		await stage.send();
		await expect(page.getByTestId('types')).toHaveText('true true true true');
	});

	test('C-4: names that hide what the router reads, on forms that are and are not enhanced', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/c');
		const names =
			'action method enctype target parentNode parentElement assignedSlot getAttribute hasAttribute nodeName nodeType host children length dataset name id'.split(
				' '
			);
		const fields = names.map((name) => `<input name="${name}" value="1">`).join('');
		// by hand: the locators of Playwright read such forms through the hidden properties
		const press = async () => {
			const { x, y } = await page.evaluate(() =>
				document.querySelector('#stage button').getBoundingClientRect().toJSON()
			);
			await page.mouse.move(x + 2, y + 2);
			await page.mouse.down();
			await page.mouse.up();
		};
		await stage.form(
			`<form method="POST" action="?/ok">${fields}<input name="text" value="hidden"><button>Send</button></form>`
		);
		await press();
		await stage.answered('hidden');

		await stage.put(`<form action="/d">${fields}<button>Send</button></form>`);
		await press();
		await stage.at('d');
		await expect(page).toHaveURL(/\/d\?action=1&method=1/);
		await app.enhanced();
	});

	for (const [name, attributes, button] of [
		['target="_blank"', 'target="_blank"', ''],
		['formtarget="_blank"', '', 'formtarget="_blank"'],
		['data-sveltekit-reload', 'data-sveltekit-reload', '']
	]) {
		test(`C-9 C-87: ${name} makes no difference to an enhanced form`, async ({
			app,
			context,
			stage,
			page
		}) => {
			await stage.open('/c');
			await stage.form(
				`<form method="POST" action="?/ok" ${attributes}><input name="text" value="hello"><button ${button}>Send</button></form>`
			);
			await stage.send();
			await stage.answered('hello');
			await expect(page).toHaveURL('/c');
			expect(context.pages()).toHaveLength(1);
			await app.enhanced();
		});
	}

	test('C-87: data-sveltekit-replacestate and -reset mean nothing to an enhanced form', async ({
		stage,
		page
	}) => {
		await stage.open('/c');
		const entries = await page.evaluate(() => history.length);
		await stage.form(
			`<form method="POST" action="/d?/ok" data-sveltekit-replacestate data-sveltekit-reset="false"
				data-sveltekit-noscroll><input name="text" value="hello"><button>Send</button></form>
			<div style="height: 3000px"></div>`
		);
		await page.evaluate(() => scrollTo(0, 500));
		await page.evaluate(() => document.querySelector('#stage form').requestSubmit());
		await stage.at('d');
		await stage.answered('hello');
		expect(await page.evaluate(() => history.length)).toBe(entries + 1);
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
	});

	test('C-8: a <dialog> and its formmethod="dialog" button', async ({ stage, page }) => {
		await stage.open('/c');
		const traffic = requests(page);
		await stage.form(
			`<dialog><form method="POST" action="?/ok"><input name="text" value="in a dialog">
				<button formmethod="dialog" value="no">Cancel</button><button>Send</button></form></dialog>`
		);
		const open = () => page.evaluate(() => document.querySelector('dialog').showModal());
		await open();
		await page.getByRole('button', { name: 'Cancel' }).click();
		await expect(page.getByRole('dialog')).toHaveCount(0);
		expect(await page.evaluate(() => document.querySelector('dialog').returnValue)).toBe('no');
		expect(traffic.seen).toHaveLength(0);
		await open();
		await stage.send();
		await stage.answered('in a dialog');
		await expect(page.getByRole('dialog')).toBeVisible();
	});

	for (const [name, html, lands] of [
		['no action at all', '<form method="POST"><button formaction="?/ok">Send</button></form>', '?/ok'],
		[
			'an empty formaction is an attribute too: the address of the document',
			'<form method="POST" action="/d?/fail"><button formaction="">Send</button></form>',
			''
		],
		[
			'an action relative to the document',
			'<form method="POST" action="d?/ok"><button>Send</button></form>',
			'/d?/ok'
		]
	]) {
		test(`C-11: ${name}`, async ({ stage, page }) => {
			await stage.open('/c');
			await stage.form(html, ({ action, cancel }) => {
				window.notes.push(action.href);
				cancel();
			});
			await stage.send();
			await stage.noted([new URL(lands, page.url()).href]);
		});
	}

	test('C-11: a new URL and new data for each submission', async ({ stage }) => {
		await stage.open('/c');
		await stage.simple('?/ok', ({ action, formData }) => {
			window.notes.push(action.search, [...formData].length);
			action.searchParams.set('x', '1');
			formData.append('more', '1');
			return ({ update }) => update({ refreshAll: false, navigate: false });
		});
		await stage.send();
		await stage.answered('more');
		await stage.send();
		await stage.noted(['?/ok', 1, '?/ok', 1]);
	});

	test('C-13: an image button with its coordinates, dirname', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.form(
			`<form method="POST" action="?/ok"><input name="text" value="a" dirname="text.dir" dir="rtl">
				<input type="image" name="spot" alt="Send" width="20" height="20"></form>`
		);
		await page.getByRole('button', { name: 'Send' }).click({ position: { x: 3, y: 4 } });
		const entries = [
			['text', 'a'],
			['text.dir', 'rtl'],
			['spot.x', '3'],
			['spot.y', '4']
		];
		await stage.received({ text: 'a', entries }, 200);
	});

	test('C-13: Enter takes the first button, which is the submitter', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.form(
			'<form method="POST" action="?/fail"><input name="text" value="a"><button formaction="?/ok" name="by" value="first">Send</button><button name="by" value="second">Other</button></form>'
		);
		await page.locator('#stage input').press('Enter');
		const entries = [
			['text', 'a'],
			['by', 'first']
		];
		await stage.received({ text: 'a', entries }, 200);
	});

	for (const [name, submit] of [
		['nothing', () => {}],
		['null', () => null],
		['a promise of nothing', async () => undefined]
	]) {
		test(`C-19: a submit function that returns ${name}: the default`, async ({ stage, page }) => {
			await stage.open('/c');
			await stage.simple('?/ok', submit);
			await page.locator('#stage input').fill('typed');
			await stage.send();
			await stage.answered('typed');
			await expect(page.locator('#stage input')).toHaveValue('hello');
		});
	}

	test('C-19 C-38: a promise of a callback replaces the default', async ({ stage, page }) => {
		await stage.open('/c');
		const traffic = requests(page);
		await stage.simple(
			'?/ok',
			async () =>
				({ result }) =>
					void window.notes.push(result.type)
		);
		await page.locator('#stage input').fill('typed');
		await stage.send();
		await stage.noted(['success']);
		await expect(page.locator('#stage input')).toHaveValue('typed');
		await stage.received(null, 200);
		expect(traffic.data()).toEqual([]);
	});

	test('C-20 C-22: the request', async ({ stage, page, context }) => {
		await stage.open('/c');
		await context.addCookies([{ name: 'mine', value: '1', url: page.url() }]);
		await stage.simple('?/ok');
		const request = page.waitForRequest((request) => request.method() === 'POST');
		await stage.send();
		const headers = await (await request).allHeaders();
		expect(headers).toMatchObject({
			accept: 'application/json',
			'x-sveltekit-action': 'true',
			'content-type': 'application/x-www-form-urlencoded',
			'cache-control': 'no-cache',
			cookie: 'mine=1'
		});
		expect((await request).postData()).toBe('text=hello');
		await stage.answered('hello');
	});

	test('C-18 C-10: a submit that rejects sends nothing either', async ({ app, expected, stage, page }) => {
		expected.push(/on purpose/);
		await stage.open('/c');
		const traffic = requests(page);
		const thrown = page.waitForEvent('pageerror');
		await stage.simple('?/ok', async () => {
			await Promise.resolve();
			throw new Error('on purpose');
		});
		await stage.send();
		expect((await thrown).message).toContain('on purpose');
		expect(traffic.of('POST')).toHaveLength(0);
		await app.enhanced();
		await stage.received(null, 200);
	});

	for (const [name, submit] of [
		[
			'before anything is sent',
			({ controller }) => {
				controller.abort();
				setTimeout(() => window.notes.push('later'));
				return () => window.notes.push('never');
			}
		],
		[
			'with a reason of its own',
			({ controller }) => {
				controller.abort(new Error('changed my mind'));
				setTimeout(() => window.notes.push('later'));
				return () => window.notes.push('never');
			}
		]
	]) {
		test(`C-33: abort() ${name}`, async ({ stage, page }) => {
			await stage.open('/c');
			await stage.simple('?/ok', submit);
			await stage.send();
			await stage.noted(['later']);
			await stage.received(null, 200);
			await stage.at('c');
			await expect(page).toHaveURL('/c');
		});
	}

	test('C-33: an AbortError of a fetch that the app has patched', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.simple('?/ok', () => () => window.notes.push('never'));
		await page.evaluate(() => {
			window.fetch = async () => {
				setTimeout(() => window.notes.push('later'));
				throw new DOMException('patched', 'AbortError');
			};
		});
		await stage.send();
		await stage.noted(['later']);
		await stage.received(null, 200);
	});

	test('C-24 C-67 C-68 C-69 C-70: a fetch of one’s own, without any header', async ({ stage, page }) => {
		await stage.open('/c?x=1');
		await stage.put(
			'<form method="POST" action="/d?/ok"><input name="text" value="initial"><button name="by" value="b">Send</button></form>'
		);
		await page.evaluate(() => {
			document.querySelector('#stage form').addEventListener('submit', async (event) => {
				event.preventDefault();
				const form = event.currentTarget;
				const response = await fetch(form.action, {
					method: 'POST',
					body: new FormData(form, event.submitter)
				});
				const result = window.kit.deserialize(await response.text());
				window.notes = [result];
				if (result.type === 'success') await window.kit.invalidateAll();
				await window.kit.applyAction(result);
			});
		});
		await page.locator('#stage input').fill('typed');
		const before = String(await stage.stamp());
		await stage.send();
		const entries = [
			['text', 'typed'],
			['by', 'b']
		];
		await stage.received({ text: 'typed', entries }, 200);
		await stage.noted([{ type: 'success', status: 200, location: '/d', data: { text: 'typed', entries } }]);
		await expect(page).toHaveURL('/c?x=1');
		await expect(page.locator('#stage input')).toHaveValue('typed');
		await expect(page.getByTestId('stamp')).not.toHaveText(before);
	});

	test('C-212: onsubmit handlers beside it: preventDefault does not stop it, cancel() does', async ({
		app,
		stage,
		page
	}) => {
		await stage.open('/c');
		const traffic = requests(page);
		await stage.form(
			`<form method="POST" action="?/ok" onsubmit="window.notes.push('own'); if (!this.text.value) event.preventDefault()">
				<input name="text"><button>Send</button></form>`,
			({ formData, cancel }) => {
				window.notes.push('submit');
				if (formData.get('text') === 'bad') cancel();
			}
		);
		await page.locator('#stage input').fill('bad');
		await stage.send();
		await stage.noted(['own', 'submit']);
		expect(traffic.of('POST')).toHaveLength(0);
		await page.locator('#stage input').fill('');
		await stage.send();
		await stage.received({ text: '', entries: [['text', '']] }, 200);
		expect(await stage.notes()).toEqual(['own', 'submit', 'own', 'submit']);
		await app.enhanced();
	});
});
