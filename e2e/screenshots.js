/**
 * Pictures of the tour for the README, into ../docs/screenshots. Uses a running server if E2E_BASE_URL is given.
 */
import { chromium } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { launchOptions } from './browser.js';
import { serve } from './server.js';

const out = join(import.meta.dirname, '../docs/screenshots');
mkdirSync(out, { recursive: true });

const server = env.E2E_BASE_URL
	? { origin: env.E2E_BASE_URL, stop: async () => {} }
	: await serve('../examples/tour', 'screenshots');
const browser = await chromium.launch(launchOptions);

/**
 * @param {string} name
 * @param {import('@playwright/test').BrowserContextOptions} options
 * @param {(page: import('@playwright/test').Page) => Promise<void>} prepare
 */
async function shoot(name, options, prepare) {
	const context = await browser.newContext({
		baseURL: server.origin,
		viewport: { width: 1280, height: 800 },
		reducedMotion: 'reduce',
		...options
	});
	const page = await context.newPage();
	await prepare(page);
	await page.screenshot({ path: join(out, `${name}.png`) });
	await context.close();
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

await shoot('index', {}, async (page) => void (await page.goto('/')));
await shoot('todos', {}, todos);
await shoot('todos-dark', { colorScheme: 'dark' }, todos);
await shoot('login-without-javascript', { javaScriptEnabled: false }, async (page) => {
	await page.goto('/login?redirectTo=/account');
	await page.getByLabel('E-mail').fill('ada@example.com');
	await page.getByRole('button', { name: 'Log in', exact: true }).click();
	await page.getByText('password is wrong').waitFor();
});
await shoot('narrow', { viewport: { width: 400, height: 800 } }, async (page) => {
	await page.goto('/preferences');
	await hydrated(page);
	await page.getByLabel('ocean').check();
	await page.getByText('Saved: ocean').waitFor();
});

await browser.close();
await server.stop();
