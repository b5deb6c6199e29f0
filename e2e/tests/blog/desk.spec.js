import { expect, failedWith, hold, test, unique } from '../browser.js';
import { atTheDesk } from './people.js';

test.use({ served: 'E2E_BLOG_URL' });

const row = (page, title) =>
	page.getByRole('list', { name: 'Posts' }).getByRole('listitem').filter({ hasText: title });

/** @param {any} app */
async function written(app) {
	const slug = unique('stamps');
	const title = `On stamps ${slug}`;
	await atTheDesk(app, '/admin/new');
	await app.page.getByLabel('Title').fill(title);
	await app.page.getByLabel(/^Address/).fill(slug);
	await app.page.getByLabel(/^Text/).fill('Small pictures.\n\nThey travel.');
	await app.page.getByRole('button', { name: 'Save as a draft' }).click();
	await expect(app.page).toHaveURL('/admin');
	await expect(row(app.page, title)).toContainText('draft');
	await app.hydrated();
	return { slug, title };
}

test('C-203 S-50: a post with mistakes, then without', async ({ app, expected, page }) => {
	expected.push(failedWith(400));
	await atTheDesk(app, '/admin/new');
	await app.mark();
	await page.getByLabel(/^Address/).fill('how-to-end-a-letter');
	await page.getByLabel(/^Text/).fill('Kept.');
	await page.getByRole('button', { name: 'Save as a draft' }).click();
	await expect(page.getByRole('alert').filter({ hasText: 'A post needs a title.' })).toBeVisible();
	await expect(page.getByText('Another post has this address.')).toBeVisible();
	await expect(page.getByLabel('Title')).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByLabel(/^Text/)).toHaveValue('Kept.');
	await app.enhanced();
});

test('C-209: published, to be read, taken back', async ({ app, expected, page, request }) => {
	expected.push(failedWith(404));
	const { slug, title } = await written(app);
	const held = app.scripts ? await hold(page, /\?\/publish/, 1) : null;
	await row(page, title).getByRole('button', { name: 'Publish' }).click();
	if (held) {
		await held.reached;
		await expect(row(page, title).getByRole('button')).toBeDisabled();
		await expect(row(page, 'Notes on ink').getByRole('button')).toBeEnabled();
		held.release();
	}
	await expect(page.getByText('Published.')).toBeVisible();
	await expect(row(page, title)).toContainText('published');
	expect(await (await request.get(`/posts/${slug}`)).text()).toContain('They travel.</p>');

	await app.hydrated();
	await row(page, title).getByRole('button', { name: 'Take back' }).click();
	await expect(page.getByText('Taken back: a draft again.')).toBeVisible();
	expect((await request.get(`/posts/${slug}`)).status()).toBe(404);
});

test('F-30 C-42: editing keeps what was written in the fields', async ({ app, page }) => {
	const { slug, title } = await written(app);
	await row(page, title).getByRole('link', { name: title, exact: true }).click();
	await expect(page.getByLabel('Title')).toHaveValue(title);
	await app.hydrated();
	await page.getByLabel('Title').fill(`${title}, again`);
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('Saved.')).toBeVisible();
	await expect(page.getByLabel('Title')).toHaveValue(`${title}, again`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Edit “${title}, again”`);
	await page.getByRole('link', { name: 'Look at it' }).click();
	await expect(page).toHaveURL(`/posts/${slug}`);
});

test('C-125: from the form of one post to that of another', { tag: '@js' }, async ({ app, page }) => {
	await atTheDesk(app, '/admin/posts/1');
	await expect(page.getByLabel('Title')).toHaveValue('A letter takes its time');
	await page.getByRole('link', { name: 'Back to all posts' }).click();
	await page.getByRole('link', { name: 'Notes on ink', exact: true }).click();
	await expect(page.getByLabel('Title')).toHaveValue('Notes on ink');
	await page.evaluate(() => history.go(-2));
	await expect(page).toHaveURL('/admin/posts/1');
	await expect(page.getByLabel('Title')).toHaveValue('A letter takes its time');
	await expect(page.getByLabel(/^Address/)).toHaveValue('a-letter-takes-its-time');
});

test('C-157: the question before deleting, over the list or as a page', async ({ app, page }) => {
	const { title } = await written(app);
	await app.mark();
	await row(page, title).getByRole('link', { name: 'Delete' }).click();
	await expect(page).toHaveURL(/\/admin\/posts\/\d+\/delete$/);
	const question = page.getByRole('heading', { name: `Delete “${title}”?` });
	await expect(question).toBeVisible();
	await expect(page.getByRole('dialog')).toHaveCount(app.scripts ? 1 : 0);
	await app.enhanced();
	await page.goBack();
	await expect(question).not.toBeAttached();
	await expect(page).toHaveURL('/admin');

	await app.hydrated();
	await row(page, title).getByRole('link', { name: 'Delete' }).click();
	await page.getByRole('button', { name: 'Delete', exact: true }).click();
	await expect(page).toHaveURL('/admin');
	await expect(row(page, title)).not.toBeAttached();
	await expect(page.getByRole('dialog')).not.toBeAttached();
});

test('C-157: the question has an address of its own', { tag: '@js' }, async ({ app, page }) => {
	const { title } = await written(app);
	await row(page, title).getByRole('link', { name: 'Delete' }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).not.toBeAttached();
	await expect(page).toHaveURL('/admin');

	await row(page, title).getByRole('link', { name: 'Delete' }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	await page.reload();
	await app.hydrated();
	await expect(page.getByRole('dialog')).not.toBeAttached();
	await expect(page.getByRole('heading', { name: `Delete “${title}”?` })).toBeVisible();
});

test('C-155: a draft survives leaving the page by accident', { tag: '@js' }, async ({ app, page }) => {
	await atTheDesk(app, '/admin/new');
	await page.getByLabel('Title').fill('Half a post');
	await page.getByRole('link', { name: 'Posts', exact: true }).click();
	await expect(page).toHaveURL('/');
	await page.goBack();
	await expect(page.getByLabel('Title')).toHaveValue('Half a post');
	await page.reload();
	await app.hydrated();
	await expect(page.getByLabel('Title')).toHaveValue('Half a post');
});
