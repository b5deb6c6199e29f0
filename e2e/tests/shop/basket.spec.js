import { expect, failedWith, hold, test } from '../browser.js';
import { filled } from './baskets.js';

test.use({ served: 'E2E_SHOP_URL' });

const quantity = (page, name) => page.getByRole('status', { name: `Quantity of ${name}` });

test('C-37 C-202: into the basket from the list', async ({ app, context, page }) => {
	await app.open('/');
	await app.mark();
	const basket = page.getByRole('banner').getByRole('link', { name: /^Basket/ });
	await expect(basket).toHaveText('Basket 0 things');
	await page.getByRole('button', { name: /Add to basket.*Stoneware mug/ }).click();
	await expect(page.getByText('In your basket.')).toBeVisible();
	await expect(basket).toHaveText('Basket 1 thing');
	await app.enhanced();
	// With a script people stay where they are.
	await expect(page).toHaveURL(app.scripts ? '/' : '/basket?/add');
});

test('C-209: of several things at the same time none is lost', async ({ app, baseURL, context, page }) => {
	await filled(context, { 1: '1' });
	const headers = { origin: String(baseURL), accept: 'application/json' };
	const add = () => context.request.post('/basket?/add', { form: { product: '1' }, headers });
	await Promise.all(Array.from({ length: 8 }, add));
	await app.open('/basket');
	await expect(quantity(page, 'Stoneware mug')).toHaveText('9');
});

test('S-84: nobody gets a cookie for looking around', async ({ app, context, page }) => {
	await app.open('/');
	await app.open('/products/mug');
	await app.open('/basket');
	expect(await context.cookies()).toEqual([]);
	await app.open('/products/mug');
	await page.getByRole('button', { name: 'Add to basket' }).click();
	await expect(page.getByText('In your basket.')).toBeVisible();
	expect(await context.cookies()).toMatchObject([{ name: 'basket', httpOnly: true, sameSite: 'Lax' }]);
});

test('C-209: more, fewer, gone', async ({ app, context, page }) => {
	await filled(context, { 1: '2', 2: '1' });
	await app.open('/basket');
	await app.mark();
	await expect(page.getByTestId('total')).toHaveText('€49.90');
	await page.getByRole('button', { name: /One more.*Stoneware mug/ }).click();
	await expect(quantity(page, 'Stoneware mug')).toHaveText('3');
	await expect(page.getByTestId('total')).toHaveText('€68.40');
	await app.enhanced();
	await app.hydrated();
	await page.getByRole('button', { name: /One fewer.*Stoneware mug/ }).click();
	await expect(page.getByTestId('total')).toHaveText('€49.90');
	await expect(page.getByRole('button', { name: /One fewer.*Linen notebook/ })).toBeDisabled();
	await app.hydrated();
	await page.getByRole('button', { name: /Remove.*mug/ }).click();
	await expect(page.getByText('Stoneware mug')).not.toBeAttached();
	await app.hydrated();
	await page.getByRole('button', { name: /Remove.*notebook/ }).click();
	await expect(page.getByText('There is nothing in it yet.')).toBeVisible();
	// Shown before it is answered, and a reload would take the request back; the banner waits for the answer.
	await expect(page.getByRole('banner')).toContainText('0 things');
	await page.reload();
	await expect(page.getByText('There is nothing in it yet.')).toBeVisible();
});

test(
	'C-209: a new quantity is shown before it is answered',
	{ tag: '@js' },
	async ({ app, context, page }) => {
		await filled(context, { 1: '1' });
		await app.open('/basket');
		const held = await hold(page, /\?\/set/);
		const more = page.getByRole('button', { name: /One more.*Stoneware mug/ });
		await more.click();
		await held.reached;
		await expect(quantity(page, 'Stoneware mug')).toHaveText('2');
		await expect(page.getByTestId('total')).toHaveText('€37.00');
		// Nobody has to wait for the first answer, and the last wish is the one that stays.
		await more.click();
		await more.click();
		await expect(quantity(page, 'Stoneware mug')).toHaveText('4');
		held.release();
		await expect(page.getByRole('banner')).toContainText('4 things');
		await expect(quantity(page, 'Stoneware mug')).toHaveText('4');
		await page.reload();
		await expect(quantity(page, 'Stoneware mug')).toHaveText('4');
	}
);

test('S-42 C-51: more than there is; what was shown is taken back', async ({
	app,
	context,
	expected,
	page
}) => {
	expected.push(failedWith(409));
	await filled(context, { 4: '12' });
	await app.open('/basket');
	const held = app.scripts ? await hold(page, /\?\/set/) : null;
	await page.getByRole('button', { name: /One more.*Small fern/ }).click();
	if (held) {
		await expect(quantity(page, 'Small fern')).toHaveText('13');
		held.release();
	}
	await expect(page.getByText('Only 12 of Small fern left.')).toBeVisible();
	await expect(quantity(page, 'Small fern')).toHaveText('12');
	await expect(page.getByTestId('total')).toHaveText('€118.80');
});

test('S-42: what is sold out cannot be put in, whatever a form says', async ({ app, page, baseURL }) => {
	await app.open('/products/bowl');
	await expect(page.getByRole('button', { name: /Sold out.*Ash bowl/ })).toBeDisabled();
	const headers = { origin: String(baseURL), accept: 'application/json' };
	const post = (form, action = 'add') => page.request.post(`/basket?/${action}`, { form, headers });
	expect(await (await post({ product: '6' })).json()).toMatchObject({ type: 'failure', status: 409 });
	for (const form of [
		{ product: '1', quantity: '21' },
		{ product: '1', quantity: '-1' },
		{ product: 'x', quantity: '1' },
		{}
	]) {
		expect(await (await post(form, 'set')).json(), JSON.stringify(form)).toMatchObject({
			type: 'failure',
			status: 400
		});
	}
	await app.open('/basket');
	await expect(page.getByText('There is nothing in it yet.')).toBeVisible();
});
