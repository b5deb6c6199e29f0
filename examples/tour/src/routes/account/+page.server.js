import { fail } from '@sveltejs/kit';
import { countSessions, endSession, rename } from '#lib/server/users.js';

/**
 * A page with a load function on the server is asked for there, also when a link is clicked: so `handle` gets to see it.
 * @type {import('./$types').PageServerLoad}
 */
export function load({ locals }) {
	return { sessions: locals.user ? countSessions(locals.user.id) : 0 };
}

/** @type {import('./$types').Actions} */
export const actions = {
	rename: async ({ request, locals }) => {
		const name = String((await request.formData()).get('name') ?? '').trim();
		if (!name) return fail(400, { missing: true });

		const user = /** @type {NonNullable<App.Locals['user']>} */ (locals.user);
		rename(user.id, name);
		locals.user = { ...user, name };
		return { renamed: true };
	},

	logout: async ({ cookies, locals }) => {
		endSession(cookies.get('session'));
		cookies.delete('session', { path: '/' });
		// Without this line the layout of this very response would still greet the old user.
		locals.user = null;
		return { loggedOut: true };
	}
};
