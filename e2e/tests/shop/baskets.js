import { env } from 'node:process';

/**
 * Puts things into the basket of a browser, as its own form would: product numbers with quantities.
 * @param {import('@playwright/test').BrowserContext} context @param {Record<string, string>} things
 */
export async function filled(context, things) {
	const origin = String(env.E2E_SHOP_URL);
	for (const [product, quantity] of Object.entries(things)) {
		await context.request.post(`${origin}/basket?/set`, { form: { product, quantity }, headers: { origin } });
	}
}

export const ADDRESS = {
	Name: 'Ada Lovelace',
	'E-mail': 'ada@example.com',
	Street: 'St James’s Square 12',
	Postcode: '10115',
	City: 'Berlin'
};

/** Fills in the form of /checkout. @param {import('@playwright/test').Page} page @param {Partial<typeof ADDRESS>} [other] */
export async function addressed(page, other) {
	for (const [label, text] of Object.entries({ ...ADDRESS, ...other }))
		await page.getByLabel(label).fill(text);
	await page.getByLabel(/I know/).check();
}
