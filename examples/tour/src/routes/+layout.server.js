import { accentOf } from '#lib/accents.js';

/** @type {import('./$types').LayoutServerLoad} */
export function load({ locals, cookies }) {
	return { user: locals.user, accent: accentOf(cookies.get('accent')) };
}
