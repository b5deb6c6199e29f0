import { expect, test } from '../cases/stage.js';

// The cases again, served by `formwork dev`: what is said to developers only.
test.use({ served: 'E2E_DEV_URL' });

test.describe('in development', { tag: '@js' }, () => {
	test('C-3: enhance on a form that does not say POST', async ({ stage, page }) => {
		await stage.open('/c');
		const said = (html) =>
			page.evaluate((html) => {
				const stage = document.createElement('div');
				stage.innerHTML = html;
				try {
					window.kit.enhance(stage.firstChild);
					return 'fine';
				} catch (error) {
					return error.message;
				}
			}, html);
		expect(await said('<form></form>')).toMatch(/method="POST"/);
		expect(await said('<form method="dialog"></form>')).toMatch(/method="POST"/);
		expect(await said('<form><input name="method" value="post"></form>')).toMatch(/method="POST"/);
		expect(await said('<form method="post"></form>')).toBe('fine');
		expect(await said('<form method="POST"><input name="method"></form>')).toBe('fine');
	});

	test('C-14: a file in a form without its enctype; even the empty one', async ({
		app,
		expected,
		stage,
		page
	}) => {
		expected.push(/multipart\/form-data/);
		await stage.open('/c');
		const posts = [];
		page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
		await stage.form(
			'<form method="POST" action="?/ok"><input type="file" name="f"><button>Send</button><button formenctype="multipart/form-data" name="text" value="multi">Other</button></form>'
		);
		const thrown = page.waitForEvent('pageerror');
		await stage.send();
		expect((await thrown).message).toContain('enctype="multipart/form-data"');
		expect(posts).toEqual([]);
		await page.getByRole('button', { name: 'Other' }).click();
		await stage.answered('multi');
		await app.enhanced();
	});

	test('C-37: invalidateAll of update() is called by its new name, once', async ({
		stage,
		page,
		expected
	}) => {
		expected.push(/refreshAll/);
		const said = [];
		page.on('console', (message) => message.text().includes('refreshAll') && said.push(message.type()));
		await stage.open('/c');
		for (const text of ['one', 'two']) {
			await stage.simple(
				'?/ok',
				() =>
					({ update }) =>
						update({ invalidateAll: false }),
				text
			);
			await stage.send();
			await stage.answered(text);
		}
		expect(said).toEqual(['warning']);
	});

	test('C-85: unknown values of data-sveltekit attributes, named with the allowed ones, and treated as absent', async ({
		app,
		expected,
		stage,
		page
	}) => {
		expected.push(/data-sveltekit-reload/);
		const said = [];
		page.on(
			'console',
			(message) => message.text().includes('data-sveltekit-reload') && said.push(message.text())
		);
		await stage.open('/c');
		await stage.put('<a href="/d" data-sveltekit-reload="maybe">go</a>');
		await page.getByRole('link', { name: 'go' }).click();
		await stage.at('d');
		await app.enhanced();
		expect(said[0]).toMatch(/maybe.*true.*false/);
		expect(said).toHaveLength(1);
	});

	test('C-186: there is no other version while developing', async ({ stage, page }) => {
		await stage.open('/state');
		await page.route(/version\.json/, (route) => route.fulfill({ json: { version: 'next' } }));
		await page.getByRole('button', { name: 'Check' }).click();
		await expect.poll(() => page.evaluate(() => window.checked)).toBe(false);
	});

	test('F-62: url.hash cannot be read in a load', async ({ expected, stage, page }) => {
		expected.push(/hash/);
		await stage.open('/c');
		await page.evaluate(() => window.kit.goto('/uses/whole#x'));
		await stage.at('whole');
	});

	test('F-79: a load that calls the global fetch is told of it, once for each URL', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(/A load function called `window\.fetch`/);
		/** @type {string[]} */
		const warnings = [];
		page.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
		await stage.open('/c');
		for (const _ of [1, 2]) {
			await page.evaluate(() => window.kit.goto('/window-fetch'));
			await expect(page.getByTestId('texts')).toHaveText('3');
			await page.evaluate(() => window.kit.goto('/c'));
			await stage.at('c');
		}
		await page.evaluate(() => window.kit.goto('/window-fetch'));
		const answered = page.waitForResponse(/\?component$/);
		await page.getByRole('button', { name: 'Fetch' }).click();
		await answered;
		const urls = warnings.map((text) => /`window\.fetch` with (\S+)\. /.exec(text)?.[1]);
		expect(urls).toEqual(['/raw?at-once', new URL('/raw?later', page.url()).href]);
	});
});
