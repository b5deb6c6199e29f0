import { expect, failedWith, hold, requests, test, unique } from '../browser.js';

const field = (page) => page.getByLabel('New to-do');
const add = (page) => page.getByRole('button', { name: /^Add/ });
const row = (page, text) => page.getByRole('listitem').filter({ hasText: text });
const creating = (url) => url.search === '?/create';

/** Adds one to-do to the open page. */
async function create(app, text) {
	await field(app.page).fill(text);
	await add(app.page).click();
	await expect(row(app.page, text)).toBeVisible();
	await app.hydrated();
}

test('C-205 C-40 C-209: a row more, an empty field, the same document', async ({ app, page }) => {
	await app.open('/todos');
	await app.mark();
	await create(app, 'Pour the foundation');
	await app.enhanced();
	await expect(field(page)).toHaveValue('');
	await expect(page).toHaveURL(app.scripts ? '/todos' : '/todos?/create');
});

test('S-132 C-52: an action that returns nothing: 204 and undefined enhanced, 200 and null native', async ({
	app
}) => {
	await app.open('/todos');
	await create(app, 'Return nothing');
	await app.received(app.scripts ? undefined : null, app.scripts ? 204 : 200);
});

test('C-131: success puts the focus back where autofocus wants it', async ({ app, page }) => {
	await app.open('/todos');
	await create(app, 'First');
	await expect(field(page)).toBeFocused();
	await page.keyboard.type('Second');
	await page.keyboard.press('Enter');
	await expect(row(page, 'Second')).toBeVisible();
	await expect(field(page)).toBeFocused();
});

test('C-205 C-136: the pending state lasts as long as the request', { tag: '@js' }, async ({ app, page }) => {
	await app.open('/todos');
	const request = await hold(page, creating);
	await field(page).fill('Slow');
	await add(page).click();
	await request.reached;
	await expect(add(page)).toHaveText('Adding…');
	await expect(add(page)).toBeDisabled();
	await expect(page.locator('form[aria-busy="true"]')).toHaveCount(1);
	await expect(field(page)).toHaveValue('Slow');
	await expect(row(page, 'Slow')).toHaveCount(0);

	request.release();
	await expect(row(page, 'Slow')).toBeVisible();
	await expect(add(page)).toHaveText('Add');
	await expect(add(page)).toBeEnabled();
});

test(
	'C-20 C-22 S-41: what an enhanced form sends, and what it gets',
	{ tag: '@js' },
	async ({ app, page }) => {
		await app.open('/todos');
		await field(page).fill('a & b = ü');
		const request = page.waitForRequest((request) => request.method() === 'POST');
		await add(page).click();
		const headers = await (await request).allHeaders();
		expect(headers.accept).toBe('application/json');
		expect(headers['x-sveltekit-action']).toBe('true');
		expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
		expect((await request).postData()).toBe('text=a+%26+b+%3D+%C3%BC');

		const response = await (await request).response();
		expect(response?.headers()['content-type']).toBe('application/json');
		expect(await response?.json()).toEqual({ type: 'success', status: 204, location: '/todos' });
		await expect(row(page, 'a & b = ü')).toBeVisible();
	}
);

test('C-42: success refreshes the data, once', { tag: '@js' }, async ({ app, page }) => {
	await app.open('/todos');
	const traffic = requests(page);
	await create(app, 'Count me');
	await expect(field(page)).toBeFocused();
	expect(traffic.of('POST')).toHaveLength(1);
	const data = traffic.seen.filter((request) => request.url().includes('/todos/__data.json'));
	expect(data).toHaveLength(1);
});

test('C-17: cancel() sends nothing', { tag: '@js' }, async ({ app, page }) => {
	await app.open('/todos');
	const traffic = requests(page);
	await field(page).fill('   ');
	await add(page).click();
	await expect(page.getByText('Nothing to add: the field is empty.')).toBeVisible();
	await expect(field(page)).toHaveValue('   ');
	expect(traffic.seen).toHaveLength(0);
	await app.received(null, 200);
});

test(
	'C-160: without scripts the server refuses the empty one',
	{ tag: '@no-js' },
	async ({ app, expected, page }) => {
		expected.push(failedWith(400));
		await app.open('/todos');
		await add(page).click();
		await expect(app.says('Write down what there is to do.')).toBeVisible();
		await app.received({ text: '', problem: 'Write down what there is to do.' }, 400);
	}
);

test('C-203 C-209: a refused one stays in the field', async ({ app, expected, page }) => {
	expected.push(failedWith(409));
	await app.open('/todos');
	await create(app, 'Twice');
	await field(page).fill('Twice');
	await add(page).click();
	await expect(app.says('That is on the list already.')).toBeVisible();
	await expect(field(page)).toHaveValue('Twice');
	await expect(row(page, 'Twice')).toHaveCount(1);
	await app.received({ text: 'Twice', problem: 'That is on the list already.' }, 409);
});

test('C-209 C-6: each row has its own small forms', async ({ app, page }) => {
	await app.open('/todos');
	for (const text of ['one', 'two', 'three']) await create(app, text);
	await app.mark();

	await page.getByRole('button', { name: 'Done: two' }).click();
	await expect(page.getByRole('button', { name: 'Done: two' })).toHaveAttribute('aria-pressed', 'true');
	await expect(page.getByRole('button', { name: 'Done: one' })).toHaveAttribute('aria-pressed', 'false');

	await app.hydrated();
	await page.getByRole('button', { name: 'Delete one' }).click();
	await expect(row(page, 'one')).toHaveCount(0);
	await expect(row(page, /two|three/)).toHaveCount(2);

	await app.enhanced();
	await app.hydrated();
	await page.getByRole('button', { name: 'Done: two' }).click();
	await expect(page.getByRole('button', { name: 'Done: two' })).toHaveAttribute('aria-pressed', 'false');
});

test(
	'C-209 C-138: the row is gone at once, and its callback still runs',
	{ tag: '@js' },
	async ({ app, page }) => {
		await app.open('/todos');
		await create(app, 'Doomed');
		const request = await hold(page, (url) => url.search === '?/delete');
		await page.getByRole('button', { name: 'Delete Doomed' }).click();
		await request.reached;
		await expect(row(page, 'Doomed')).toHaveCount(0);
		await expect(page.getByText('Nothing to do. Enjoy the day!')).toBeVisible();
		const done = page.waitForResponse((response) => response.url().includes('__data.json'));
		request.release();
		await done;

		await app.open('/todos');
		await expect(page.getByText('Nothing to do. Enjoy the day!')).toBeVisible();
	}
);

test('C-55 C-206: a refusal brings the row back; applyAction does not refresh', async ({
	app,
	context,
	expected,
	page
}) => {
	expected.push(failedWith(404));
	await app.open('/todos');
	await create(app, 'Contested');

	const other = await context.newPage();
	await other.goto('/todos');
	if (app.scripts) await expect(other.locator('#svelte-announcer')).toBeAttached();
	await other.getByRole('button', { name: 'Delete Contested' }).click();
	await expect(row(other, 'Contested')).toHaveCount(0);
	await other.close();

	await page.getByRole('button', { name: 'Delete Contested' }).click();
	await expect(app.says('That one is gone already.')).toBeVisible();
	await expect(row(page, 'Contested')).toHaveCount(app.scripts ? 1 : 0);
	await app.received({ problem: 'That one is gone already.' }, 404);
});

test(
	'C-135 C-141: two submissions at a time, each completes on its own',
	{ tag: '@js' },
	async ({ app, page }) => {
		await app.open('/todos');
		await create(app, 'slow');
		await create(app, 'fast');
		const first = await hold(page, (url) => url.search === '?/toggle', 1);
		await page.getByRole('button', { name: 'Done: slow' }).click();
		await first.reached;
		await page.getByRole('button', { name: 'Done: fast' }).click();
		await expect(page.getByRole('button', { name: 'Done: fast' })).toHaveAttribute('aria-pressed', 'true');
		await expect(page.getByRole('button', { name: 'Done: slow' })).toHaveAttribute('aria-pressed', 'false');
		first.release();
		await expect(page.getByRole('button', { name: 'Done: slow' })).toHaveAttribute('aria-pressed', 'true');
	}
);

test(
	'C-137: somebody who went away meanwhile is taken back to the result',
	{ tag: '@js' },
	async ({ app, page }) => {
		await app.open('/todos');
		const request = await hold(page, creating);
		await field(page).fill('Late');
		await add(page).click();
		await request.reached;
		await page.getByRole('navigation').getByRole('link', { name: 'Search' }).click();
		await expect(page).toHaveURL('/search');
		request.release();
		await expect(page).toHaveURL('/todos');
		await expect(row(page, 'Late')).toBeVisible();
	}
);

test(
	'C-34: a connection that breaks ends on the error page, without losing the layout',
	{ tag: '@js' },
	async ({ app, expected, page }) => {
		expected.push(/Failed to load resource/, /Failed to fetch/);
		await app.open('/todos');
		await app.mark();
		await page.route(creating, (route) => route.abort('connectionreset'));
		await field(page).fill('Lost');
		await add(page).click();
		await expect(page.getByRole('heading', { name: 'Internal Error' })).toBeVisible();
		await expect(page.getByRole('navigation')).toBeVisible();
		await app.enhanced();
		await expect(page).toHaveURL('/todos');
	}
);

test('S-13: lists belong to a visitor', async ({ app, browser, page, javaScriptEnabled }) => {
	const text = unique('secret');
	await app.open('/todos');
	await create(app, text);

	const stranger = await browser.newContext({ baseURL: new URL(page.url()).origin, javaScriptEnabled });
	const elsewhere = await stranger.newPage();
	await elsewhere.goto('/todos');
	await expect(elsewhere.getByText('Nothing to do. Enjoy the day!')).toBeVisible();
	await stranger.close();
});

test('F-176: a page that is navigated to has its own styles', { tag: '@js' }, async ({ app, page }) => {
	const columns = () =>
		page.getByRole('button', { name: 'Add' }).evaluate((button) => getComputedStyle(button.form ?? button).display);
	await app.open('/todos');
	const expected = await columns();
	const sheets = () => page.evaluate(() => [...document.styleSheets].map((sheet) => sheet.href ?? 'inline').sort());
	const complete = await sheets();
	await app.open('/');
	await page.locator('a[href="/todos"]').first().click();
	await expect(page).toHaveURL('/todos');
	await expect.poll(columns).toBe(expected);
	expect(await sheets()).toEqual(expect.arrayContaining(complete));
});
