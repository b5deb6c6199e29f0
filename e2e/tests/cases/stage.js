/**
 * Forms made by the tests themselves on the pages of apps/cases, enhanced by hand (C-1).
 *
 * `stage.form(html, submit?)` puts the form into the document and enhances it; `submit` is a function as it would be
 * written in a component, and runs in the browser: it can use `window.kit` and `window.notes`, but nothing of the test.
 */
import { test as base, expect } from '../browser.js';

export { expect };

export const test = base.extend({
	served: 'E2E_CASES_URL',
	stage: async ({ page, app }, use) => use(new Stage(page, app))
});

class Stage {
	/** @param {import('@playwright/test').Page} page @param {any} app */
	constructor(page, app) {
		this.page = page;
		this.app = app;
	}

	/** @param {string} path */
	async open(path) {
		await this.app.open(path);
		await this.ready();
		await this.app.mark();
	}

	/** The functions are there once the layout's effect has run. */
	async ready() {
		await this.page.waitForFunction(() => 'kit' in window);
	}

	/** @param {string} html one form @param {((input: any) => any) | null} [submit] */
	async form(html, submit) {
		await this.page.evaluate(
			([html, source]) => {
				document.querySelector('#stage')?.remove();
				const stage = document.createElement('div');
				stage.id = 'stage';
				stage.innerHTML = html;
				document.body.append(stage);
				window.notes ??= [];
				const form = stage.querySelector('form');
				const submit = source ? (0, eval)(`(${source})`) : undefined;
				window.handle = window.kit.enhance(form, submit);
			},
			[html, submit?.toString() ?? '']
		);
		return this.page.locator('#stage form');
	}

	/** The usual form: a text and a button. @param {string} action @param {any} [submit] */
	async simple(action, submit, text = 'hello') {
		await this.form(
			`<form method="POST" action="${action}"><input name="text" value="${text}"><button>Send</button></form>`,
			submit
		);
	}

	/** Forms or links of a test's own that are not enhanced. @param {string} html */
	async put(html) {
		await this.page.evaluate((html) => {
			document.querySelector('#stage')?.remove();
			document.body.insertAdjacentHTML('beforeend', `<div id="stage">${html}</div>`);
		}, html);
	}

	async send() {
		await this.page.locator('#stage').getByRole('button', { name: 'Send' }).click();
	}

	/** What the callbacks of the page wrote down. */
	async notes() {
		return this.page.evaluate(() => window.notes);
	}

	/** Waits until the notes are these. @param {unknown[]} notes */
	async noted(notes) {
		await expect.poll(() => this.notes()).toEqual(notes);
	}

	/** The navigation events since the last time. */
	async events() {
		return this.page.evaluate(() => window.kit.events.splice(0));
	}

	/** Waits until these navigation events have happened since the last time. @param {string[]} events */
	async happened(events) {
		await expect.poll(() => this.page.evaluate(() => [...window.kit.events])).toEqual(events);
		await this.events();
	}

	/** What a load returned, by its test id. @param {string} id */
	shown(id) {
		return this.page.getByTestId(id).textContent();
	}

	/** A navigation of the router is over, or there was none. */
	async idle() {
		await expect(this.page.getByTestId('navigating')).toHaveText('null');
	}

	/** Waits until the document is this one. @param {string} heading */
	async at(heading) {
		await expect(this.page.locator('h1')).toHaveText(heading);
	}

	/**
	 * Answers posts to `?/faked` with a result that no action of the app gives.
	 * @param {any} result its `data` is a text, or an object of texts @param {number} [status]
	 */
	async fake({ data, ...result }, status = 200) {
		const flat = typeof data === 'string' ? [data] : [{}, ...Object.values(data ?? {})];
		if (typeof data === 'object') Object.keys(data).forEach((key, i) => (flat[0][key] = i + 1));
		const body = data === undefined ? result : { ...result, data: JSON.stringify(flat) };
		await this.page.route(
			(url) => url.search === '?/faked',
			(route) => route.fulfill({ status, json: body })
		);
	}

	/** Opens a gate of the app's server. @param {string} key @param {string} value */
	async gate(key, value = '') {
		const answer = await this.page.request.get(`/gate?key=${key}&value=${value}`);
		expect(answer.status()).toBe(204);
	}

	/** @param {unknown} form @param {number} status */
	async received(form, status) {
		await this.app.received(form, status);
	}

	/** The answer is there: this text in the `form` prop of the page. @param {string | RegExp} text */
	async answered(text) {
		await expect(this.page.getByTestId('prop')).toContainText(text);
	}

	stamp() {
		return this.page.getByTestId('stamp').textContent();
	}
}
