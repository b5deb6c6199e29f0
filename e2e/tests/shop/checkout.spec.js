import { expect, failedWith, hold, requests, test } from '../browser.js';
import { addressed, filled } from './baskets.js';

test.use({ served: 'E2E_SHOP_URL' });

const order = (page) => page.getByRole('button', { name: /^Order/ });

test('F-55: no checkout without a basket', async ({ app, page }) => {
	await app.open('/checkout');
	await expect(page).toHaveURL('/basket');
});

test('C-203: what the schema finds, field by field', async ({ app, context, expected, page }) => {
	expected.push(failedWith(400));
	await filled(context, { 1: '1' });
	await app.open('/checkout');
	await app.mark();
	await page.getByLabel('E-mail').fill('nobody');
	await page.getByLabel('Postcode').fill('10115');
	await order(page).click();
	await expect(page.getByText('Please look at what is marked.')).toBeVisible();
	await expect(page.getByText('Name is missing.')).toBeVisible();
	await expect(page.getByText('This is not an e-mail address.')).toBeVisible();
	await expect(page.getByText('Please accept the terms.')).toBeVisible();
	await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByLabel('Postcode')).toHaveAttribute('aria-invalid', 'false');
	if (app.scripts) await expect(page.getByLabel('Name')).toBeFocused();
	await app.enhanced();

	// A rule about two fields, and what was typed is still there.
	await app.hydrated();
	await addressed(page, { Postcode: '1234' });
	await order(page).click();
	await expect(page.getByText('This is not a postcode of that country.')).toBeVisible();
	await expect(page.getByLabel('Postcode')).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByLabel('City')).toHaveValue('Berlin');
	await expect(page.getByLabel(/I know/)).toBeChecked();
	await app.hydrated();
	await page.getByLabel('Country').selectOption('Austria');
	await order(page).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you');
});

test('S-50 C-53: an order, and the basket is empty', async ({ app, context, page }) => {
	await filled(context, { 1: '2', 2: '1' });
	await app.open('/checkout');
	await app.mark();
	await addressed(page);
	await order(page).click();
	await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
	await expect(page.getByRole('list', { name: 'Ordered' }).getByRole('listitem')).toHaveText([
		'2 × Stoneware mug, €37.00',
		'1 × Linen notebook, €12.90'
	]);
	await expect(page.getByText('10115 Berlin')).toBeVisible();
	await expect(page.getByRole('banner')).toContainText('0 things');
	await app.enhanced();
});

test('C-209: a double click is one request', { tag: '@js' }, async ({ app, context, page }) => {
	await filled(context, { 1: '1' });
	await app.open('/checkout');
	await addressed(page);
	const traffic = requests(page);
	const held = await hold(page, (url) => url.pathname === '/checkout');
	await order(page).dblclick();
	await held.reached;
	await expect(page.getByRole('button', { name: 'Ordering…' })).toBeVisible();
	held.release();
	await expect(page).toHaveURL(/\/orders\//);
	expect(traffic.of('POST')).toHaveLength(1);
});

test('S-50: the same form sent several times at once is one order', async ({
	app,
	baseURL,
	context,
	page
}) => {
	await filled(context, { 1: '1' });
	await app.open('/checkout');
	const key = await page.locator('[name=key]').inputValue();
	const origin = String(baseURL);
	const post = () =>
		context.request.post('/checkout', {
			form: {
				key,
				name: 'Ada',
				email: 'ada@example.com',
				street: 'Square 12',
				postcode: '10115',
				city: 'Berlin',
				country: 'DE',
				terms: 'on'
			},
			headers: { origin, accept: 'text/html' },
			maxRedirects: 0
		});
	const answers = await Promise.all([post(), post(), post(), post()]);
	const found = answers.map((answer) => [answer.status(), answer.headers().location]);
	expect(found[0][1]).toMatch(/^\/orders\//);
	expect(found).toEqual(Array(4).fill([303, found[0][1]]));

	// As if "back" and the button once more: the form still has its key.
	const again = await post();
	expect(again.headers().location).toBe(found[0][1]);
});

test('S-42: what runs out between the basket and the order', async ({
	app,
	baseURL,
	browser,
	context,
	expected,
	page
}) => {
	expected.push(failedWith(409));
	// A thing for each of the two projects, three in stock.
	const [product, name] = app.scripts ? ['3', 'Reading lamp'] : ['5', 'Wall clock'];
	await filled(context, { [product]: '2' });
	await app.open('/checkout');
	await addressed(page);

	const other = await browser.newContext({ baseURL, javaScriptEnabled: false });
	await filled(other, { [product]: '2' });
	const theirs = await other.newPage();
	await theirs.goto('/checkout');
	await addressed(theirs);
	await order(theirs).click();
	await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('Thank you');

	await app.mark();
	await order(page).click();
	await expect(page.getByText(`Only 1 of ${name} left.`)).toBeVisible();
	await expect(page.getByLabel('Name')).toHaveValue('Ada Lovelace');
	await app.enhanced();
	await app.open('/basket');
	await page.getByRole('button', { name: new RegExp(`One fewer.*${name}`) }).click();
	await expect(page.getByRole('status', { name: `Quantity of ${name}` })).toHaveText('1');
	await app.open('/checkout');
	await addressed(page);
	await order(page).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Thank you');
	await app.open('/');
	await expect(page.getByRole('button', { name: new RegExp(`Sold out.*${name}`) })).toBeDisabled();
	await other.close();
});

test('F-90: an order is shown to who placed it', async ({ app, context, expected, page }) => {
	expected.push(failedWith(404));
	await filled(context, { 2: '1' });
	await app.open('/checkout');
	await addressed(page);
	await order(page).click();
	await expect(page).toHaveURL(/\/orders\//);
	const address = page.url();
	expect((await page.goto(address))?.status()).toBe(200);
	await context.clearCookies();
	expect((await page.goto(address))?.status()).toBe(404);
	await expect(page.getByRole('heading', { name: 'There is no such order of yours.' })).toBeVisible();
});

test('C-155: the address survives a look at the basket', { tag: '@js' }, async ({ app, context, page }) => {
	await filled(context, { 1: '1' });
	await app.open('/checkout');
	await page.getByLabel('Name').fill('Ada');
	await page.getByLabel('Country').selectOption('Austria');
	await page.getByRole('link', { name: 'Change' }).click();
	await expect(page).toHaveURL('/basket');
	await page.goBack();
	await expect(page.getByLabel('Name')).toHaveValue('Ada');
	await expect(page.getByLabel('Country')).toHaveValue('AT');
});
