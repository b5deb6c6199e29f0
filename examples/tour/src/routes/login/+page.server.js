import { fail, redirect } from '@sveltejs/kit';
import { authenticate, register, SESSION, startSession } from '#lib/server/users.js';

/** A path of this site, or null: never send people to whatever a link says. @param {URL} url */
function redirectTarget(url) {
	const wanted = url.searchParams.get('redirectTo');
	if (!wanted || !URL.canParse(wanted, url.origin)) return null;

	const { origin, pathname, search } = new URL(wanted, url.origin);
	// `/.//elsewhere.example` is a path of this site for the URL parser, and what it leaves of it is not.
	return origin === url.origin && !pathname.startsWith('//') ? pathname + search : null;
}

/** @param {import('./$types').RequestEvent} event @param {import('#lib/server/users.js').User} user */
function logIn({ cookies, locals, url }, user) {
	cookies.set('session', startSession(user.id), { path: '/', maxAge: SESSION });
	// `handle` ran before this action; the load functions of this response run after it.
	locals.user = user;

	const target = redirectTarget(url);
	if (target) redirect(303, target);
}

/** @param {Request} request */
async function credentials(request) {
	const data = await request.formData();
	return {
		email: String(data.get('email') ?? '')
			.trim()
			.toLowerCase(),
		password: String(data.get('password') ?? '')
	};
}

/** @type {import('./$types').PageServerLoad} */
export function load({ url }) {
	return { redirectTo: redirectTarget(url) };
}

/** @type {import('./$types').Actions} */
export const actions = {
	login: async (event) => {
		const { email, password } = await credentials(event.request);
		if (!email) return fail(400, { email, missing: true });

		const user = await authenticate(email, password);
		if (!user) return fail(400, { email, incorrect: true });

		logIn(event, user);
		return { success: true, name: user.name };
	},

	register: async (event) => {
		const { email, password } = await credentials(event.request);
		if (!/^\S+@\S+$/.test(email)) return fail(400, { email, missing: true });
		if (password.length < 8) return fail(400, { email, weak: true });

		const user = await register(email, password);
		if (!user) return fail(409, { email, taken: true });

		logIn(event, user);
		return { success: true, name: user.name, registered: true };
	}
};
