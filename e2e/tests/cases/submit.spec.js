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
});
