import { redirect } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import { migrate } from '#lib/server/db.js';
import { userOf } from '#lib/server/users.js';

const YEAR = 60 * 60 * 24 * 365;

/** Runs once, before the first request. */
export function init() {
	migrate();
}

/** @type {import('@sveltejs/kit/hooks').Handle} */
export async function handle({ event, resolve }) {
	const { cookies, locals, route, url } = event;

	locals.user = userOf(cookies.get('session'));
	locals.visitor = cookies.get('visitor') ?? randomUUID();
	if (!cookies.get('visitor')) {
		cookies.set('visitor', locals.visitor, { path: '/', maxAge: YEAR });
	}

	// The guard: one place, before any action or load function of the pages below /account.
	if (route.id?.startsWith('/account') && !locals.user) {
		redirect(303, `/login?redirectTo=${encodeURIComponent(url.pathname)}`);
	}

	return resolve(event);
}

/** @type {import('@sveltejs/kit/hooks').HandleServerError} */
export function handleError({ kind, error }) {
	if (kind !== 'unknown') return;

	const id = randomUUID().slice(0, 8);
	console.error(`error ${id}:`, error);
	return { message: 'Something broke on our side.', id };
}
