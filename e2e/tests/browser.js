/**
 * What every test uses instead of Playwright's own `test`:
 *
 * - a test fails on any console error or warning, and on any uncaught exception, that it did not announce with
 *   `expected.push(/…/)`: a hydration mismatch is one of these;
 * - `app.open(path)` waits until the page is hydrated, which in SvelteKit's terms is when the live region of C-132 is there;
 * - after `app.mark()`, `app.enhanced()` and `app.loaded()` tell whether a document was loaded in between.
 */
import { test as base, expect } from '@playwright/test';
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { env } from 'node:process';

export { expect };

export const test = base.extend({
	/** The variable with the address of the app. @type {any} */
	served: ['E2E_BASE_URL', { option: true }],

	baseURL: async ({ served }, use, info) => {
		info.skip(!env[served], `${served} is not set`);
		await use(env[served]);
	},

	/** Patterns of console messages and exceptions that this test provokes. @type {any} */
	expected: async ({}, use) => use([]),

	problems: [
		async ({ page, expected }, use) => {
			const problems = [];
			const note = (text) => {
				if (!expected.some((pattern) => pattern.test(text))) problems.push(text);
			};
			page.on('console', (message) => {
				if (['error', 'warning'].includes(message.type())) {
					note(`${message.type()}: ${message.text()} (${message.location().url})`);
				}
			});
			page.on('pageerror', (error) => note(`uncaught: ${error.message}\n${error.stack}`));

			await use(problems);
			expect(problems, 'console errors, warnings and uncaught exceptions').toEqual([]);
		},
		{ auto: true }
	],

	app: async ({ page, javaScriptEnabled }, use) => use(new App(page, javaScriptEnabled !== false))
});

class App {
	/** @param {import('@playwright/test').Page} page @param {boolean} scripts */
	constructor(page, scripts) {
		this.page = page;
		this.scripts = scripts;
	}

	/** @param {string} path */
	async open(path) {
		const response = await this.page.goto(path);
		await this.hydrated();
		return response;
	}

	async hydrated() {
		if (this.scripts) await expect(this.page.locator('#svelte-announcer')).toBeAttached();
	}

	/** Leaves something in the document that does not survive a document load. */
	async mark() {
		// By a locator, which waits: right after a navigation has begun there is no element yet.
		await this.page.locator('html').evaluate((html) => html.setAttribute('data-marked', ''));
	}

	/** Enhanced means: with scripts the document is still the same one, without them it is a new one. */
	async enhanced() {
		const marked = this.page.locator('html[data-marked]');
		if (this.scripts) await expect(marked).toBeAttached();
		else await expect(marked).not.toBeAttached();
	}

	/** A form that is not enhanced loads a document in both worlds. */
	async loaded() {
		await expect(this.page.locator('html[data-marked]')).not.toBeAttached();
		await this.hydrated();
	}

	/** A text of the page itself, not of the panel that shows `page.form`. @param {string | RegExp} text */
	says(text) {
		return this.page.getByText(text).and(this.page.locator(':not(code)'));
	}

	/** What the layout shows of `page.form` and `page.status`. @param {unknown} form @param {number} status */
	async received(form, status) {
		await expect(this.page.getByTestId('status')).toHaveText(String(status));
		const shown = this.page.getByTestId('form');
		await expect(shown).toHaveText(form === undefined ? 'undefined' : JSON.stringify(form));
	}
}

/**
 * Holds back the requests that match, so that a test can look at the pending state and then let them go.
 * @param {import('@playwright/test').Page} page @param {string | RegExp | ((url: URL) => boolean)} url
 * @param {number} [times] only so many of them; later ones pass
 */
export async function hold(page, url, times) {
	/** @type {() => void} */
	let release = () => {};
	/** @type {() => void} */
	let arrived = () => {};
	const gate = new Promise((done) => (release = () => done(undefined)));
	const reached = new Promise((done) => (arrived = () => done(undefined)));
	const held = async (/** @type {import('@playwright/test').Route} */ route) => {
		arrived();
		await gate;
		await route.continue();
	};
	await page.route(url, held, { times });
	return { reached, release };
}

/** Records every request of the page. @param {import('@playwright/test').Page} page */
export function requests(page) {
	/** @type {import('@playwright/test').Request[]} */
	const seen = [];
	page.on('request', (request) => seen.push(request));
	return {
		seen,
		/** @param {string} method */
		of: (method) => seen.filter((request) => request.method() === method),
		/** The data requests since the last time, as path and query (C-88). */
		data: () =>
			seen
				.splice(0)
				.map((request) => new URL(request.url()))
				.filter((url) => url.pathname.endsWith('__data.json'))
				.map((url) => url.pathname + url.search)
	};
}

export const unique = (prefix = 'x') => `${prefix}-${randomUUID().slice(0, 8)}`;
export const email = () => `${unique('ada')}@example.com`;

/** The console line of Chromium for a fetch or document with that status. @param {number} status */
export const failedWith = (status) => new RegExp(`Failed to load resource.*status of ${status}`);

/** A picture of one pixel. */
export const pixel = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64'
);
