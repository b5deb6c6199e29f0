import { users } from '$lib/users.js';
import { fail, redirect } from '@sveltejs/kit';

export const actions = {
	login: async ({ cookies, request, url }) => {
		const data = await request.formData();
		const email = data.get('email');
		const password = data.get('password');

		if (!email) return fail(400, { email, missing: true });
		if (users.get(email) !== password) return fail(400, { email, incorrect: true });

		cookies.set('session', email, { path: '/' });
		if (url.searchParams.has('redirectTo')) throw redirect(303, url.searchParams.get('redirectTo'));
		return { success: true };
	},
	register: async (event) => {
		throw new Error('not yet');
	}
};
