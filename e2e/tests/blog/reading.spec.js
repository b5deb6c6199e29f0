import { expect, failedWith, test } from '../browser.js';

test.use({ served: 'E2E_BLOG_URL' });

test('F-60: pages of posts, the oldest on the last; drafts are on none', async ({ app, page }) => {
	await app.open('/');
	const older = page.getByRole('link', { name: 'Older posts' });
	const oldest = page.getByRole('link', { name: 'A letter takes its time' });
	for (let turns = 0; (await oldest.count()) === 0; turns++) {
		expect(turns).toBeLessThan(20);
		await expect(page.getByText('Notes on ink')).not.toBeAttached();
		const at = page.url();
		await older.click();
		await expect(page).not.toHaveURL(at);
		await expect(page.getByText(`Page ${turns + 2} of`)).toBeVisible();
	}
	await expect(older).not.toBeAttached();
	await oldest.click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('A letter takes its time');
	await expect(page).toHaveTitle('A letter takes its time · The Slow Letter');
});

test('F-80 F-81: related posts follow the page', async ({ app, page }) => {
	await app.open('/posts/how-to-end-a-letter');
	const related = page.getByRole('complementary', { name: 'Related posts' });
	if (app.scripts) {
		await expect(related.getByRole('listitem')).toHaveCount(2);
		await related.getByRole('link').first().click();
		await expect(page).not.toHaveURL('/posts/how-to-end-a-letter');
	} else {
		await expect(related).toHaveText('Looking for related posts…');
	}
});

for (const path of ['/posts/notes-on-ink', '/posts/none', '/posts/No-Slug', '/?page=99', '/nowhere']) {
	test(`F-30 F-90: ${path} is not there`, async ({ app, expected, page }) => {
		expected.push(failedWith(404));
		const response = await app.open(path);
		expect(response.status()).toBe(404);
		await expect(page.getByText('Error 404')).toBeVisible();
		await expect(page.getByRole('link', { name: 'The Slow Letter' })).toBeVisible();
	});
}

test('F-100 F-105: the feed', { tag: '@no-js' }, async ({ baseURL, request }) => {
	const answer = await request.get('/rss.xml');
	expect(answer.headers()).toMatchObject({
		'content-type': 'application/rss+xml; charset=utf-8',
		'cache-control': 'max-age=600'
	});
	const feed = await answer.text();
	expect(feed).toContain('<description>Letters, envelopes, and the time they take</description>');
	expect(feed).not.toContain('Notes on ink');
	expect((await request.post('/rss.xml', { headers: { origin: String(baseURL) } })).status()).toBe(405);
});
