import { fail, redirect } from '@sveltejs/kit';
import { forget, welcome } from '#lib/server/users.js';

/** @satisfies {import('./$types').Actions} */
export const actions = {
	enter: async ({ request, cookies }) => {
		const name = String((await request.formData()).get('name') ?? '').trim();
		// What `fail` returns is the page's `form`: the field keeps its text, and there is a reason beside it.
		if (name.length < 2) return fail(400, { name, problem: 'Two letters at least, please.' });
		if (name.length > 40) return fail(400, { name, problem: 'That is a bit long. Forty letters at most.' });

		cookies.set('session', welcome(name), { path: '/', maxAge: 60 * 60 * 24 * 30 });
		redirect(303, '/');
	},

	leave: ({ cookies }) => {
		forget(cookies.get('session'));
		cookies.delete('session', { path: '/' });
		redirect(303, '/login');
	}
};
