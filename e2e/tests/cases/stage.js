/**
 * Forms made by the tests themselves on the pages of apps/cases, enhanced by hand (C-1).
 *
 * `stage.form(html, submit?)` puts the form into the document and enhances it; `submit` is a function as it would be
 * written in a component, and runs in the browser: it can use `window.kit` and `window.notes`, but nothing of the test.
 */
import { env } from 'node:process';
import { test as base, expect } from '../browser.js';

export { expect };

export const test = base.extend({
	baseURL: async ({}, use, info) => {
		info.skip(!env.E2E_CASES_URL, 'E2E_CASES_URL is not set');
		await use(env.E2E_CASES_URL);
	},
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
