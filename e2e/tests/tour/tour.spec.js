import { expect, test } from '../browser.js';

const stops = [
	['/guestbook', 'Guestbook'],
	['/login', 'Log in, or register'],
	['/account', 'Account'],
	['/todos', 'To-do list'],
	['/preferences', 'Preferences'],
	['/wordcount', 'Word count'],
	['/search', 'Search'],
	['/avatar', 'Avatar upload'],
	['/errors', 'When it goes wrong'],
	['/plain', 'No JavaScript']
];
const hydrating = stops.filter(([path]) => path !== '/account' && path !== '/plain');

test('the index leads to every stop', async ({ app, page }) => {
	await app.open('/');
	await expect(page.getByRole('main').getByRole('link')).toHaveCount(stops.length);
	for (const [path, title] of stops) {
		await expect(page.getByRole('link', { name: title, exact: true })).toHaveAttribute('href', path);
	}
});

for (const [path, title] of hydrating) {
	const name = `C-142 C-163 F-46 ${path}: hydration changes nothing and complains about nothing`;
	test(name, { tag: '@js' }, async ({ app, browser, page }) => {
		await app.open(path);
		await expect(page).toHaveTitle(`${title} · The form tour`);

		const still = await browser.newContext({ baseURL: new URL(page.url()).origin, javaScriptEnabled: false });
		const unhydrated = await still.newPage();
		await unhydrated.goto(path);
		const sent = await unhydrated.locator('.app').ariaSnapshot();
		const noscript = path === '/preferences' ? /\n.*button "Save"/ : /(?!)/;
		expect(await page.locator('.app').ariaSnapshot()).toBe(sent.replace(noscript, ''));
		await still.close();
	});
}

test('F-176: styles are there with and without scripts', async ({ app, page }) => {
	await app.open('/login');
	const button = page.getByRole('button', { name: 'Register' });
	await expect(button).toHaveCSS('font-weight', '600');
	await expect(page.getByRole('navigation').getByRole('list')).toHaveCSS('list-style-type', 'none');
	// Those of one component, and a live region that takes no room while it is empty.
	await app.open('/');
	await expect(page.getByRole('main').getByRole('list')).toHaveCSS('display', 'grid');
	await app.open('/todos');
	await expect(page.locator('#problem')).toHaveCSS('height', '0px');
});

test(
	'C-114 C-132 C-131: from stop to stop in one document, announced',
	{ tag: '@js' },
	async ({ app, page }) => {
		await app.open('/todos');
		await app.mark();
		for (const title of ['Preferences', 'Word count', 'Search', 'Avatar upload', 'When it goes wrong']) {
			await page.getByRole('link', { name: `Next: ${title}` }).click();
			await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
			await expect(page.locator('#svelte-announcer')).toHaveText(`${title} · The form tour`);
			await expect(page.getByRole('navigation').getByRole('link', { name: title })).toHaveAttribute(
				'aria-current',
				'page'
			);
			await app.enhanced();
		}
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
	}
);

test(
	'C-71 C-125: going on drops the answer of a form, and going back does not bring it again',
	{ tag: '@js' },
	async ({ app, page }) => {
		await app.open('/wordcount');
		await app.mark();
		await page.getByLabel('Text').fill('three little words');
		await page.getByRole('button', { name: 'Count' }).click();
		await expect(page.getByText('3 words')).toBeVisible();
		await page.getByRole('link', { name: 'Next: Search' }).click();
		await app.received(null, 200);
		await page.goBack();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Word count');
		await app.received(null, 200);
		await app.enhanced();
	}
);

test('every field has a name, every id is there once, and nothing is wider than a phone', async ({
	app,
	page
}) => {
	await page.setViewportSize({ width: 400, height: 800 });
	for (const [path] of [['/'], ...hydrating, ['/plain']]) {
		if (path === '/plain') await page.goto(path);
		else await app.open(path);
		const report = await page.evaluate(() => ({
			nameless: [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(
				(field) => !field.labels?.length
			).length,
			twice: [...document.querySelectorAll('[id]')]
				.map(({ id }) => id)
				.filter((id, i, all) => all.indexOf(id) !== i),
			overflow: document.documentElement.scrollWidth - innerWidth
		}));
		expect(report, path).toEqual({ nameless: 0, twice: [], overflow: 0 });
	}
});
