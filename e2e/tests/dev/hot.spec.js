import { expect, test } from './edited.js';

// What happens to an open page of `formwork dev` when files of the app change.
test.describe('an edit', { tag: '@js' }, () => {
	test.beforeEach(async ({ app, page }) => {
		await app.open('/');
		await app.mark();
		await page.getByRole('button', { name: 'clicks' }).click();
		await page.getByLabel('Search').fill('find');
	});

	/** The state of everything that was not edited, in the same document. */
	async function kept({ app, page }) {
		await expect(page.getByRole('button', { name: 'clicks' })).toHaveText('clicks: 1');
		await expect(page.getByLabel('Search')).toHaveValue('find');
		await app.enhanced();
	}

	test('F-210: of the markup of a component shows and leaves the state of others alone', async ({
		app,
		edited,
		page
	}) => {
		edited.change('lib/Note.svelte', 'note one', 'note two');
		await expect(page.getByTestId('note')).toHaveText('note two');
		await kept({ app, page });
		// And once more, after the first replacement.
		edited.change('lib/Note.svelte', 'note two', 'note three');
		await expect(page.getByTestId('note')).toHaveText('note three');
		await kept({ app, page });
		expect(await (await page.request.get('/')).text()).toContain('note three');
	});

	test('F-210: of the script, with modules that the page has not loaded yet', async ({ app, edited, page }) => {
		edited.write('lib/New.svelte', '<b data-testid="new">new</b>\n\n<style>b { color: rgb(2, 2, 2); }</style>\n');
		edited.change(
			'lib/Note.svelte',
			'let seen',
			"import { fade } from 'svelte/transition';\n\timport New from './New.svelte';\n\n\tlet seen"
		);
		edited.change('lib/Note.svelte', 'note one', '<i transition:fade>two</i><New />');
		await expect(page.getByTestId('note')).toHaveText('twonew');
		await expect(page.getByTestId('new')).toHaveCSS('color', 'rgb(2, 2, 2)');
		await kept({ app, page });
	});

	test('F-210: of a style is shown without making the component anew', async ({ app, edited, page }) => {
		await page.getByRole('button', { name: 'seen' }).click();
		edited.change('lib/Note.svelte', 'rgb(1, 1, 1)', 'rgb(3, 3, 3)');
		await expect(page.getByTestId('note')).toHaveCSS('color', 'rgb(3, 3, 3)');
		await expect(page.getByRole('button', { name: 'seen' })).toHaveText('seen: 1');
		await kept({ app, page });
	});

	test('F-210: a component that gets its first style, and loses it again', async ({ app, edited, page }) => {
		edited.change('lib/Counter.svelte', '</button>', '</button>\n\n<style>button { color: rgb(4, 4, 4); }</style>');
		const button = page.getByRole('button', { name: 'clicks' });
		await expect(button).toHaveCSS('color', 'rgb(4, 4, 4)');
		edited.change('lib/Counter.svelte', /\n\n<style>.*/, '');
		await expect(button).not.toHaveCSS('color', 'rgb(4, 4, 4)');
		await app.enhanced();
	});

	test('F-210: of a parent and then of its child', async ({ app, edited, page }) => {
		edited.change('routes/+page.svelte', 'page one', 'page two');
		await expect(page.locator('h1')).toHaveText('page two');
		edited.change('lib/Note.svelte', 'note one', 'note two');
		await expect(page.getByTestId('note')).toHaveText('note two');
		edited.change('routes/+page.svelte', 'page two', 'page three');
		await expect(page.locator('h1')).toHaveText('page three');
		await expect(page.getByTestId('note')).toHaveText('note two');
		await kept({ app, page });
	});

	test('F-210: is there on a page that is navigated to', async ({ app, edited, page }) => {
		edited.change('lib/Note.svelte', 'note one', 'note two');
		await expect(page.getByTestId('note')).toHaveText('note two');
		edited.change('routes/other/+page.svelte', 'other one', 'other two');
		await edited.said(/rebuilt.*other/);
		await page.getByRole('link', { name: 'other' }).click();
		await expect(page.locator('h1')).toHaveText('other two');
		await page.getByRole('link', { name: 'home' }).click();
		await expect(page.getByTestId('note')).toHaveText('note two');
		await kept({ app, page });
	});

	test('F-213: of the page itself keeps what is filled in, focus and scroll', async ({ app, edited, page }) => {
		await page.getByLabel('Secret').fill('hidden');
		await page.getByLabel('Done').check();
		await page.getByLabel('Text').fill('typed');
		await page.evaluate(() => scrollTo(0, 100));
		edited.change('routes/+page.svelte', 'page one', 'page two');
		await expect(page.locator('h1')).toHaveText('page two');
		await expect(page.getByLabel('Text')).toHaveValue('typed');
		await expect(page.getByLabel('Text')).toBeFocused();
		await expect(page.getByLabel('Secret')).toHaveValue('hidden');
		await expect(page.getByLabel('Done')).toBeChecked();
		await expect.poll(() => page.evaluate(() => scrollY)).toBe(100);
		await kept({ app, page });
	});

	test('F-213: and what an action has answered', async ({ app, edited, page, expected }) => {
		expected.push(/status of 400/);
		await page.getByLabel('Text').fill('x');
		await page.getByRole('button', { name: 'Send' }).click();
		await expect(page.getByTestId('form')).toHaveText('refused x, refused x, 400');
		edited.change('routes/+page.svelte', 'page one', 'page two');
		await expect(page.locator('h1')).toHaveText('page two');
		await expect(page.getByTestId('form')).toHaveText('refused x, refused x, 400');
		edited.change('routes/+page.server.js', 'load one', 'load two');
		await expect(page.getByTestId('load')).toHaveText('load two, word one, greeting one');
		await expect(page.getByTestId('form')).toHaveText('refused x, refused x, 400');
		await kept({ app, page });
	});

	test('F-210: of server modules runs the loads again', async ({ app, edited, page }) => {
		edited.change('routes/+page.server.js', 'load one', 'load two');
		await expect(page.getByTestId('load')).toHaveText('load two, word one, greeting one');
		edited.change('lib/server/words.js', 'word one', 'word two');
		await expect(page.getByTestId('load')).toHaveText('load two, word two, greeting one');
		await kept({ app, page });
	});

	test('F-125: of a hook too', async ({ app, edited, page }) => {
		edited.change('hooks.server.js', 'greeting one', 'greeting two');
		await expect(page.getByTestId('load')).toHaveText('load one, word one, greeting two');
		await kept({ app, page });
	});

	test('F-210: of a module that nobody can replace loads the page again, with what was typed', async ({
		app,
		edited,
		page
	}) => {
		edited.change('lib/text.js', 'text one', 'text two');
		await expect(page.getByTestId('text')).toHaveText('text two');
		await app.loaded();
		await expect(page.getByLabel('Search')).toHaveValue('find');
	});

	test('F-213: of such a module that the page does not use leaves it alone', async ({ app, edited, page }) => {
		edited.change('lib/store.js', 'version one', 'version two');
		edited.change('lib/Shared.svelte', 'shared one', 'shared two');
		await edited.said(/rebuilt/);
		await page.getByRole('link', { name: 'other' }).click();
		await expect(page.getByTestId('shared')).toHaveText('shared two');
		await kept({ app, page });
		// Here the page does use it, and what a `<script module>` exports cannot be replaced.
		edited.change('lib/Shared.svelte', 'shared two', 'shared three');
		await expect(page.getByTestId('shared')).toHaveText('shared three');
		await app.loaded();
	});

	test('F-210: of routes and of app.html loads the page again', async ({ app, edited, page }) => {
		edited.write('routes/more/+page.svelte', '<h1>more</h1>\n');
		await app.loaded();
		await page.goto('/more');
		await expect(page.locator('h1')).toHaveText('more');
		await app.hydrated();
		await app.mark();
		edited.change('app.html', '<body', '<body class="two"');
		await expect(page.locator('body.two')).toBeAttached();
		await app.loaded();
	});

	test('F-210: that is a mistake is told in the browser and in the terminal, and mending it keeps the page', async ({
		app,
		edited,
		page,
		expected
	}) => {
		expected.push(/Note\.svelte/);
		await page.getByLabel('Text').focus();
		edited.change('lib/Note.svelte', 'note one</p>', 'note {two</p>');
		const report = page.getByRole('alertdialog');
		await expect(report).toContainText('src/lib/Note.svelte:5:');
		await expect(report).toContainText('note {two</p>');
		await edited.said(/src\/lib\/Note\.svelte:5:/);
		expect((await page.request.get('/')).status()).toBe(500);

		edited.change('lib/Note.svelte', 'note {two</p>', 'note two</p>');
		await expect(page.getByTestId('note')).toHaveText('note two');
		await expect(report).not.toBeAttached();
		await expect(page.getByLabel('Text')).toBeFocused();
		await kept({ app, page });
	});

	test('F-210: that throws while it is rendered, and is mended', async ({ app, edited, page, expected }) => {
		expected.push(/nope/, /status of 500/);
		edited.change('lib/Note.svelte', 'let seen', "throw new Error('nope');\n\n\tlet seen");
		await expect(page.locator('h1')).toHaveText('500: Internal Error');
		edited.change('lib/Note.svelte', "throw new Error('nope');", '');
		await expect(page.getByTestId('note')).toHaveText('note one');
	});
});

test.describe('import.meta.hot', { tag: '@js' }, () => {
	test('F-212: accept, dispose and data work', async ({ app, edited, page }) => {
		await app.open('/guarded');
		await app.mark();
		await expect(page.getByTestId('hot')).toHaveText('object, 1, version one');
		edited.change('lib/store.js', 'version one', 'version two');
		await expect.poll(() => page.evaluate(() => window.accepted)).toBe('version two');
		expect(await page.evaluate(() => window.started)).toBe(2);
		await app.enhanced();
	});
});

test.describe('a page without scripts', { tag: '@js' }, () => {
	test('F-210: is loaded again', async ({ edited, page }) => {
		await page.goto('/still');
		await page.getByLabel('Name').fill('Ada');
		edited.change('routes/still/+page.svelte', 'still one', 'still two');
		await expect(page.locator('h1')).toHaveText('still two');
		await expect(page.getByLabel('Name')).toHaveValue('Ada');
	});
});

test.describe('an error of the app', { tag: '@js' }, () => {
	test('F-97: in a load is told with its source, until it is mended', async ({ edited, page, expected }) => {
		expected.push(/status of 500/);
		await page.goto('/broken');
		// The report has a heading too.
		const heading = page.locator('h1:not(.fw-message)');
		const report = page.getByRole('alertdialog');
		await expect(report).toContainText('TypeError: there is no <row>');
		await expect(report).toContainText('src/routes/broken/+page.server.js:2:');
		await expect(report).toContainText('throw new TypeError');
		await expect(heading).toHaveText('500: Internal Error');
		await edited.said(/GET \/broken[^]*src\/routes\/broken\/\+page\.server\.js:2:[^]*throw new TypeError/);

		edited.change('routes/broken/+page.server.js', "find('row')", '{}');
		await expect(heading).toHaveText('well');
		await expect(report).not.toBeAttached();
	});

	test('F-97: in an enhanced action too; Escape closes the report', async ({ app, page, expected }) => {
		expected.push(/status of 500/, /no <action>/);
		await app.open('/broken?well');
		await page.getByRole('button', { name: 'Break' }).click();
		const report = page.getByRole('alertdialog');
		await expect(report).toContainText('TypeError: there is no <action>');
		await expect(report).toContainText('src/routes/broken/+page.server.js:2:');
		await page.keyboard.press('Escape');
		await expect(report).not.toBeAttached();
	});
});
