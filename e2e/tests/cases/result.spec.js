import { failedWith, hold } from '../browser.js';
import { expect, test } from './stage.js';

/** Writes the result down and does nothing with it (C-38). */
const note =
	() =>
	({ result }) =>
		void window.notes.push(result);

test.describe('from response to result', { tag: '@js' }, () => {
	for (const [name, action, result, status] of [
		[
			'C-28 C-191 S-42 success',
			'?/ok',
			{ type: 'success', status: 200, location: '/c', data: { text: 'hello', entries: [['text', 'hello']] } }
		],
		['C-28 C-191 S-42 success without data', '?/nothing', { type: 'success', status: 204, location: '/c' }],
		[
			'C-28 C-191 S-42 failure',
			'?/fail',
			{ type: 'failure', status: 400, location: '/c', data: { text: 'hello' } },
			400
		],
		[
			'C-28 C-191 S-42 error',
			'?/error',
			{
				type: 'error',
				status: 418,
				location: '/c',
				error: { status: 418, message: 'teapot', colour: 'brown' }
			},
			418
		],
		[
			'C-28 S-36 an unknown action',
			'?/nosuch',
			{ type: 'error', status: 404, location: '/c', error: { status: 404, message: 'Not Found' } },
			404
		],
		[
			'C-28 another action result made by hand',
			'/raw?as=handmade',
			{ type: 'failure', status: 422, data: { text: 'by hand' } },
			422
		],
		[
			'C-30 HTML with 404',
			'/raw?as=html404',
			{ type: 'error', error: { status: 404, message: 'Not Found' } },
			404
		],
		[
			'C-30 JSON with a message',
			'/raw?as=json403',
			{ type: 'error', error: { status: 403, message: 'not for you', hint: 'ask' } },
			403
		],
		[
			'C-30 C-27 nothing with 503',
			'/raw?as=empty503',
			{ type: 'error', error: { status: 503, message: 'Service Unavailable' } },
			503
		],
		[
			'C-31 HTML with 200',
			'/raw?as=html',
			{ type: 'error', error: { status: 500, message: 'Internal Error' } }
		],
		['C-32 JSON of another shape', '/raw?as=other', { type: 'other', answer: 42 }]
	]) {
		test(`${name}`, async ({ expected, stage, page }) => {
			if (status) expected.push(failedWith(status));
			if (name.startsWith('C-31')) expected.push(/error: /);
			await stage.open('/c');
			await stage.simple(action, note);
			await stage.send();
			await stage.noted([result]);
			await stage.received(null, 200);
			await expect(page).toHaveURL('/c');
		});
	}

	test('C-29: an HTTP redirect that fetch has followed', async ({ stage, page }) => {
		await stage.open('/c');
		await stage.simple('/raw?as=redirect', note);
		await stage.send();
		await stage.noted([
			{ type: 'redirect', status: 303, location: new URL('/raw?as=wall', page.url()).href }
		]);
	});

	test('C-34 C-151: no connection: the callback gets an error', async ({ expected, stage, page }) => {
		expected.push(/Failed to load resource/, /Failed to fetch/);
		await stage.open('/c');
		await page.route(
			(url) => url.search === '?/ok',
			(route) => route.abort('connectionrefused')
		);
		await stage.simple('?/ok', note);
		await stage.send();
		await stage.noted([{ type: 'error', error: { status: 500, message: 'Internal Error' } }]);
	});

	test('S-111 C-30: the answer to a form from elsewhere', async ({ expected, stage, page }) => {
		expected.push(failedWith(403));
		await stage.open('/c');
		await page.route(
			(url) => url.search === '?/ok',
			async (route) => {
				const headers = { ...route.request().headers(), origin: 'https://example.org' };
				await route.fulfill({ response: await route.fetch({ headers }) });
			}
		);
		await stage.simple('?/ok');
		await stage.send();
		await expect(page.getByTestId('error')).toContainText('Cross-site POST form submissions are forbidden');
		await expect(page.getByTestId('status')).toHaveText('403');
	});

	test('C-36 C-39: what the callback is given; update may come late and twice', async ({ stage }) => {
		await stage.open('/c');
		await stage.simple('?/ok', () => async ({ action, formData, formElement, result, update }) => {
			window.notes.push(action.search, formData.get('text'), formElement.tagName, result.type);
			await new Promise((done) => requestAnimationFrame(done));
			await update({ reset: false });
			await update();
			window.notes.push(formElement.elements.text.value);
		});
		await stage.send();
		await stage.noted(['?/ok', 'hello', 'FORM', 'success', 'hello']);
		await stage.answered('hello');
	});

	test('C-37: refreshAll: false, invalidateAll: false', async ({ expected, stage }) => {
		expected.push(/invalidateAll/);
		await stage.open('/c');
		const before = await stage.stamp();
		await stage.simple(
			'?/ok',
			() =>
				({ update }) =>
					update({ refreshAll: false })
		);
		await stage.send();
		await stage.answered('hello');
		expect(await stage.stamp()).toBe(before);

		await stage.simple(
			'?/ok',
			() =>
				({ update }) =>
					update({ invalidateAll: false }),
			'again'
		);
		await stage.send();
		await stage.answered('again');
		expect(await stage.stamp()).toBe(before);
	});

	test('C-37: refreshAll: true for a failure', async ({ expected, stage, page }) => {
		expected.push(failedWith(400));
		await stage.open('/c');
		const before = String(await stage.stamp());
		await stage.simple(
			'?/fail',
			() =>
				({ update }) =>
					update({ refreshAll: true })
		);
		await stage.send();
		await stage.answered('hello');
		await expect(page.getByTestId('stamp')).not.toHaveText(before);
	});

	test('C-40: reset after success, not after failure, not with reset: false', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(400));
		await stage.open('/c');
		const typed = page.locator('#stage input');
		for (const [action, submit, left] of [
			['?/fail', undefined, 'typed'],
			[
				'?/ok',
				() =>
					({ update }) =>
						update({ reset: false }),
				'typed'
			],
			['?/ok', undefined, 'initial']
		]) {
			await stage.simple(action, submit, 'initial');
			await typed.fill('typed');
			await stage.send();
			await stage.answered('typed');
			await expect(typed).toHaveValue(left);
			await page.evaluate(() => window.kit.applyAction({ type: 'success', status: 200 }));
			await stage.received(undefined, 200);
		}
	});

	test('C-135 C-141: results are applied in the order in which they come back', async ({ stage, page }) => {
		await stage.open('/c');
		const slow = await hold(page, (url) => url.search === '?/ok', 1);
		await stage.simple('?/ok', undefined, 'first');
		await stage.send();
		await slow.reached;
		await stage.simple('?/ok', undefined, 'second');
		await stage.send();
		await stage.answered('second');
		slow.release();
		await stage.answered('first');
	});
});
