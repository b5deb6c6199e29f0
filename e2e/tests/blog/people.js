import { email, expect } from '../browser.js';

export const EDITOR = 'editor@example.com';
export const PASSWORD = 'correct horse battery'; // e2e/server.js tells it to the app

/** Logs in where the form of /login is open. @param {import('@playwright/test').Page} page */
export async function logIn(page, address = EDITOR, password = PASSWORD) {
	const form = page.getByRole('form', { name: 'Log in' });
	await form.getByLabel('E-mail').fill(address);
	await form.getByLabel('Password').fill(password);
	await form.getByRole('button', { name: 'Log in' }).click();
}

/** An editor at a path of the desk. @param {any} app */
export async function atTheDesk(app, path = '/admin') {
	await app.open(path);
	await logIn(app.page);
	await expect(app.page).toHaveURL(path);
	await app.hydrated();
}

/** A new reader, logged in, at that path. @param {any} app @param {string} path */
export async function reading(app, path) {
	const address = email();
	await app.open(`/register?redirectTo=${encodeURIComponent(path)}`);
	await app.page.getByLabel('E-mail').fill(address);
	await app.page.getByLabel(/^Password/).fill(PASSWORD);
	await app.page.getByRole('button', { name: 'Register' }).click();
	await expect(app.page).toHaveURL(path);
	await app.hydrated();
	return address.split('@')[0];
}
