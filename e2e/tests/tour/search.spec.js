import { expect, requests, test } from '../browser.js';

const results = (page) => page.getByRole('list', { name: 'Results' }).getByRole('listitem');

test('C-208 C-77: a GET form navigates, and load reads the query', async ({ app, page }) => {
	await app.open('/search');
	await expect(page.getByText('18 results')).toBeVisible();
	await app.mark();
	const traffic = requests(page);
	await page.getByLabel('Find').fill('formm');
	await page.getByLabel('Kind').selectOption('attribute');
	await page.getByRole('button', { name: 'Search' }).click();

	await expect(page).toHaveURL('/search?q=formm&kind=attribute');
	await expect(page.getByText('1 result', { exact: true })).toBeVisible();
	await expect(results(page)).toHaveText([/formmethod/]);
	await app.enhanced();
	expect(traffic.of('POST')).toHaveLength(0);
});

test('C-208: a link to a search fills the fields', async ({ app, page }) => {
	await app.open('/search?q=file&kind=element');
	await expect(page.getByLabel('Find')).toHaveValue('file');
	await expect(page.getByLabel('Kind')).toHaveValue('element');
	await expect(page.getByText('0 results')).toBeVisible();
});

test('C-125: back and forward go through the searches', async ({ app, page }) => {
	await app.open('/search');
	for (const [term, found] of [
		['label', '1 result'],
		['button', '3 results']
	]) {
		await page.getByLabel('Find').fill(term);
		await page.getByLabel('Find').press('Enter');
		await expect(page.getByText(found, { exact: true })).toBeVisible();
		await app.hydrated();
	}
	await page.goBack();
	await expect(page).toHaveURL('/search?q=label&kind=');
	await expect(page.getByText('1 result', { exact: true })).toBeVisible();
	// Without scripts the browser brings back what was typed there last, as it does for any form.
	await expect(page.getByLabel('Find')).toHaveValue(app.scripts ? 'label' : 'button');
	await page.goBack();
	await expect(page).toHaveURL('/search');
	await expect(page.getByText('18 results')).toBeVisible();
	await page.goForward();
	await expect(page).toHaveURL('/search?q=label&kind=');
	await expect(page.getByText('1 result', { exact: true })).toBeVisible();
});

test('C-78: the same search again does not add to the history', { tag: '@js' }, async ({ app, page }) => {
	await app.open('/search?q=label&kind=');
	const before = await page.evaluate(() => history.length);
	await app.mark();
	await page.getByLabel('Find').press('Enter');
	await page.getByLabel('Find').fill('button');
	await page.getByLabel('Find').press('Enter');
	await expect(page).toHaveURL('/search?q=button&kind=');
	expect(await page.evaluate(() => history.length)).toBe(before + 1);
	await app.enhanced();
});

test(
	'C-84 C-78: data-sveltekit-reset="false" keeps the focus in the field',
	{ tag: '@js' },
	async ({ app, page }) => {
		await app.open('/search');
		await page.getByLabel('Find').fill('textarea');
		await page.getByLabel('Find').press('Enter');
		await expect(page).toHaveURL('/search?q=textarea&kind=');
		await expect(page.getByLabel('Find')).toBeFocused();
	}
);

test('C-77 S-121: what is typed is what is found', async ({ app, page }) => {
	await app.open('/search');
	await page.getByLabel('Find').fill('a+b & c=%41 ü');
	await page.getByRole('button', { name: 'Search' }).click();
	await expect(page).toHaveURL('/search?q=a%2Bb+%26+c%3D%2541+%C3%BC&kind=');
	await expect(page.getByLabel('Find')).toHaveValue('a+b & c=%41 ü');
});
