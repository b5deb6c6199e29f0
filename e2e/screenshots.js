/**
 * Pictures of the example apps for the README, into ../docs/screenshots; arguments are the names of the apps, by default
 * all. Uses a running server if its E2E_…_URL is given.
 */
import { chromium } from '@playwright/test';
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { launchOptions } from './browser.js';
import { serve } from './server.js';

const out = join(import.meta.dirname, '../docs/screenshots');
mkdirSync(out, { recursive: true });

/** The variables with the addresses of the apps, see global-setup.js. */
const APPS = {
	tour: 'E2E_BASE_URL',
	blog: 'E2E_BLOG_URL',
	shop: 'E2E_SHOP_URL',
	drop: 'E2E_DROP_URL'
};
const wanted = argv.length > 2 ? argv.slice(2) : Object.keys(APPS);
const browser = await chromium.launch(launchOptions);

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {[name: string, options: import('@playwright/test').BrowserContextOptions, prepare: (page: Page) => Promise<unknown>]} Shot */

/** @param {keyof typeof APPS} app @param {Shot[]} shots */
async function shoot(app, shots) {
	if (!wanted.includes(app)) return;
	const running = env[APPS[app]];
	const server = running ? null : await serve(`../examples/${app}`, 'screenshots');
	for (const [name, options, prepare] of shots) {
		const context = await browser.newContext({
			baseURL: running ?? server?.origin,
			viewport: { width: 1280, height: 800 },
			reducedMotion: 'reduce',
			...options
		});
		const page = await context.newPage();
		await prepare(page);
		await page.screenshot({ path: join(out, `${name}.png`) });
		await context.close();
	}
	await server?.stop();
}

/** @param {import('@playwright/test').Page} page */
const hydrated = (page) => page.locator('#svelte-announcer').waitFor({ state: 'attached' });

/** @param {import('@playwright/test').Page} page */
async function todos(page) {
	await page.goto('/todos');
	await hydrated(page);
	for (const text of ['Pour the foundation', 'Order oak boards', 'Call the architect']) {
		await page.getByLabel('New to-do').fill(text);
		await page.getByRole('button', { name: 'Add' }).click();
		await page.getByRole('listitem').filter({ hasText: text }).waitFor();
	}
	await page.getByRole('button', { name: 'Done: Pour the foundation' }).click();
	await page.locator('[aria-pressed="true"]').waitFor();
}

/** @param {Page} page */
async function post(page) {
	const address = `ada-${randomUUID().slice(0, 4)}@example.com`;
	await page.goto('/register?redirectTo=/posts/how-to-end-a-letter');
	await hydrated(page);
	await page.getByLabel('E-mail').fill(address);
	await page.getByLabel(/^Password/).fill('correct horse');
	await page.getByRole('button', { name: 'Register' }).click();
	await page.getByRole('heading', { name: 'Read on' }).waitFor();
	await page.getByLabel(/^Your comment/).fill('I always let mine simply stop.');
	await page.getByRole('button', { name: 'Send' }).click();
	await page.getByText('Thank you for writing.').waitFor();
	await page.mouse.move(0, 0);
	await page.getByRole('heading', { name: 'Read on' }).scrollIntoViewIfNeeded();
	await page.evaluate(() => scrollTo(0, 280));
}

/** @param {Page} page */
async function basket(page) {
	for (const slug of ['mug', 'lamp', 'plant']) {
		await page.goto(`/products/${slug}`);
		await hydrated(page);
		await page.getByRole('button', { name: /Add to basket/ }).click();
		await page.getByText('In your basket.').waitFor();
	}
	await page.goto('/basket');
	await hydrated(page);
	await page.getByRole('button', { name: /One more.*mug/ }).click();
	await page.getByText('€135.90').waitFor();
}

/** @param {Page} page */
async function drops(page) {
	for (const note of ['Photographs of the harbour', 'Plans for the second floor']) {
		await page.goto('/');
		await hydrated(page);
		await page.getByLabel(/^Files/).setInputFiles([
			{ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(2_400_000) },
			{ name: 'b.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(1_900_000) }
		]);
		await page.getByLabel('Note').fill(note);
		await page.getByLabel('Stays for').selectOption('1 day');
		if (note.startsWith('Plans')) await page.route(/upload/, () => {}); // this one stays on its way
		await page.getByRole('button', { name: 'Drop' }).click();
		if (note.startsWith('Photo')) await page.waitForURL(/\/d\//);
	}
	await page.getByRole('progressbar').waitFor();
}

await shoot('tour', [
	['index', {}, (page) => page.goto('/')],
	['todos', {}, todos],
	['todos-dark', { colorScheme: 'dark' }, todos],
	[
		'login-without-javascript',
		{ javaScriptEnabled: false },
		async (page) => {
			await page.goto('/login?redirectTo=/account');
			await page.getByLabel('E-mail').fill('ada@example.com');
			await page.getByRole('button', { name: 'Log in', exact: true }).click();
			await page.getByText('password is wrong').waitFor();
		}
	],
	[
		'narrow',
		{ viewport: { width: 400, height: 800 } },
		async (page) => {
			await page.goto('/preferences');
			await hydrated(page);
			await page.getByLabel('ocean').check();
			await page.getByText('Saved: ocean').waitFor();
		}
	]
]);
await shoot('blog', [
	['blog', {}, (page) => page.goto('/')],
	['blog-post-dark', { colorScheme: 'dark' }, post]
]);
await shoot('shop', [
	['shop-basket', {}, basket],
	['shop-dark', { colorScheme: 'dark' }, (page) => page.goto('/')]
]);
await shoot('drop', [
	['drop', {}, drops],
	['drop-dark', { colorScheme: 'dark' }, drops]
]);

await browser.close();
