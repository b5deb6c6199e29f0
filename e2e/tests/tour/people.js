import { email, expect } from '../browser.js';

export const PASSWORD = 'correct horse';

/** The form of /login, not the one in the header. @param {import('@playwright/test').Page} page */
export const loginForm = (page) => page.getByRole('form', { name: 'Log in or register' });

/**
 * Fills the form of /login, which must be open, and presses one of its buttons.
 * @param {import('@playwright/test').Page} page @param {'Log in' | 'Register'} button
 * @param {string} address @param {string} [password]
 */
export async function enter(page, button, address, password = PASSWORD) {
	const form = loginForm(page);
	await form.getByLabel('E-mail').fill(address);
	await form.getByLabel('Password').fill(password);
	await form.getByRole('button', { name: button }).click();
}

/** A new account, logged in, with /login still open. @param {any} app */
export async function registered(app) {
	const address = email();
	await app.open('/login');
	await enter(app.page, 'Register', address);
	await expect(app.page.getByText(`You are logged in as ${address}`)).toBeVisible();
	await app.hydrated();
	return address;
}

/** Ends the session as another tab would. @param {any} app */
export async function loggedOut(app) {
	await app.page.getByRole('button', { name: 'Log out', exact: true }).click();
	await expect(app.page.getByText('You are logged out')).toBeVisible();
	await app.hydrated();
}
