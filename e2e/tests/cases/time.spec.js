import { failedWith, hold, requests } from '../browser.js';
import { expect, test } from './stage.js';

const submitting = (/** @type {URL} */ url) => url.search.startsWith('?/');

test.describe('submissions over time', { tag: '@js' }, () => {
	test('C-136: navigating stays null while a submission is pending', async ({ stage, page }) => {
		await stage.open('/c');
		const request = await hold(page, submitting);
		await stage.simple('?/ok');
		await stage.send();
		await request.reached;
		await stage.idle();
		expect(await stage.events()).toEqual(['after enter']);
		request.release();
		await stage.answered('hello');
		await stage.idle();
		expect(await stage.events()).toEqual([]);
	});

	test('C-135: two quick submits are two requests', async ({ stage, page }) => {
		await stage.open('/c');
		const posts = requests(page);
		const request = await hold(page, submitting);
		await stage.simple('?/ok', () => {
			window.notes.push('submit');
			return async ({ update }) => {
				await update();
				window.notes.push('done');
			};
		});
		await stage.send();
		await stage.send();
		await expect.poll(() => posts.of('POST').length).toBe(2);
		request.release();
		await stage.noted(['submit', 'submit', 'done', 'done']);
		await stage.answered('hello');
	});

	test('C-141: update belongs to its own submission, however late it is called', async ({ stage }) => {
		await stage.open('/c');
		const keep =
			() =>
			({ update, result }) => {
				window.notes.push(result.data.text);
				window.updates = [...(window.updates ?? []), update];
			};
		for (const text of ['one', 'two']) {
			await stage.simple('?/ok', keep, text);
			await stage.send();
			await expect.poll(() => stage.notes()).toContain(text);
		}
		await stage.page.evaluate(() => window.updates[1]());
		await stage.answered('two');
		await stage.page.evaluate(() => window.updates[0]());
		await stage.answered('one');
	});

	test('C-137: a redirect is followed wherever the user is by then', async ({ stage, page }) => {
		await stage.open('/c');
		const request = await hold(page, submitting);
		await stage.form(
			'<form method="POST" action="?/redirect"><input name="to" value="/d?late"><button>Send</button></form>'
		);
		await stage.send();
		await request.reached;
		await page.getByRole('link', { name: '/e', exact: true }).click();
		await stage.at('e');
		request.release();
		await stage.at('d');
		await expect(page).toHaveURL('/d?late');
	});

	test('C-137: an error takes the user to the error page of the action’s page', async ({
		expected,
		stage,
		page
	}) => {
		expected.push(failedWith(418));
		await stage.open('/c');
		const request = await hold(page, submitting);
		await stage.simple('?/error');
		await stage.send();
		await request.reached;
		await page.getByRole('link', { name: '/e', exact: true }).click();
		await stage.at('e');
		request.release();
		await stage.at('c error');
		await expect(page).toHaveURL('/c');
		await stage.received(null, 418);
	});

	test('C-137: so does a failure', async ({ expected, stage, page }) => {
		expected.push(failedWith(400));
		await stage.open('/c');
		const request = await hold(page, submitting);
		await stage.simple('?/fail');
		await stage.send();
		await request.reached;
		await page.getByRole('link', { name: '/e', exact: true }).click();
		await stage.at('e');
		request.release();
		await stage.at('c');
		await stage.received({ text: 'hello' }, 400);
	});

	test('C-138: navigate: false stays where the user has gone', async ({ stage, page }) => {
		await stage.open('/c');
		const request = await hold(page, submitting);
		await stage.simple(
			'?/ok',
			() =>
				({ update }) =>
					update({ navigate: false })
		);
		await stage.send();
		await request.reached;
		await page.getByRole('link', { name: '/e', exact: true }).click();
		await stage.at('e');
		request.release();
		await stage.answered('hello');
		await expect(page).toHaveURL('/e');
	});

	test('C-139: who leaves during the refresh does not get the result over there', async ({ stage, page }) => {
		await stage.open('/c');
		const refresh = await hold(page, /\/c\/__data\.json/);
		await stage.simple('?/ok', () => async ({ update }) => {
			await update();
			window.notes.push('updated');
		});
		await stage.send();
		await refresh.reached;
		await page.getByRole('link', { name: '/e', exact: true }).click();
		await stage.at('e');
		refresh.release();
		await stage.noted(['updated']);
		await expect(page).toHaveURL('/e');
		await stage.received(null, 200);
		await expect(page.getByTestId('prop')).toHaveText('null');
	});

	test('C-140: a reload while a submission is pending shows no error', async ({ stage, page }) => {
		await stage.open('/c');
		const request = await hold(page, submitting);
		await page.evaluate(() => {
			new MutationObserver(() => {
				const heading = document.querySelector('h1')?.textContent;
				if (heading !== 'c') sessionStorage.setItem('seen', String(heading));
			}).observe(document.body, { subtree: true, childList: true, characterData: true });
		});
		await stage.simple('?/ok');
		await stage.send();
		await request.reached;
		await page.reload();
		request.release();
		await stage.at('c');
		expect(await page.evaluate(() => sessionStorage.getItem('seen'))).toBe(null);
	});
});
