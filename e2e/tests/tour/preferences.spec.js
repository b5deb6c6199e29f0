import { expect, requests, test } from '../browser.js';

const tint = (page, accent) => expect(page.locator('.app')).toHaveAttribute('data-accent', accent);

/** Chooses a colour on the open page. */
async function choose(app, accent) {
	await app.page.getByLabel(accent).check();
	if (!app.scripts) await app.page.getByRole('button', { name: 'Save' }).click();
	await expect(app.page.getByText(`Saved: ${accent}.`)).toBeVisible();
	await app.hydrated();
}

test('C-214: a form that sends itself on change', async ({ app, page }) => {
	await app.open('/preferences');
	await tint(page, 'rust');
	await app.mark();
	await choose(app, 'ocean');
	await tint(page, 'ocean');
	await app.enhanced();
	await app.received({ saved: 'ocean' }, 200);

	await app.open('/search');
	await tint(page, 'ocean');
});

test('C-40: reset: false leaves the choice as it is, again and again', async ({ app, page }) => {
	await app.open('/preferences');
	for (const accent of ['ocean', 'plum', 'rust', 'forest']) {
		await choose(app, accent);
		await expect(page.getByLabel(accent)).toBeChecked();
		await tint(page, accent);
	}
});

test('C-163 C-142: what is inside noscript is for those without', async ({ app, page }) => {
	await app.open('/preferences');
	await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(app.scripts ? 0 : 1);
});

test('C-213 C-8: formmethod="dialog" closes the dialog and sends nothing', async ({ app, page }) => {
	await app.open('/preferences');
	await choose(app, 'plum');
	const traffic = requests(page);
	await page.getByRole('button', { name: 'Reset…' }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
	await expect(page.getByRole('dialog')).toBeHidden();
	await expect(page.getByText('Saved: plum.')).toBeVisible();
	await tint(page, 'plum');
	expect(traffic.of('POST')).toHaveLength(0);
});

test('C-213 C-205: the other button of the dialog submits, and the callback closes it', async ({
	app,
	page
}) => {
	await app.open('/preferences');
	await choose(app, 'forest');
	await app.mark();
	await page.getByRole('button', { name: 'Reset…' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Reset', exact: true }).click();
	await expect(page.getByText('Back to the default colour.')).toBeVisible();
	await expect(page.getByRole('dialog')).toBeHidden();
	await tint(page, 'rust');
	await expect(page.getByLabel('rust')).toBeChecked();
	await app.enhanced();
});
