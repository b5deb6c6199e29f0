import { fail, redirect } from '@sveltejs/kit';
import { redirectTarget } from '#lib/redirect.ts';
import { startSession } from '#lib/server/sessions.ts';
import { credentials, register } from '#lib/server/users.ts';
import type { Actions, PageServerLoad } from './$types';

const MIN_LENGTH = 8;

export const load: PageServerLoad = () => ({ title: 'Register', minLength: MIN_LENGTH });

export const actions: Actions = {
	default: async ({ cookies, request, url }) => {
		const { email, password } = await credentials(request);
		if (!/^\S+@\S+$/.test(email)) {
			return fail(400, { email, problems: { email: 'This is not an e-mail address.' } });
		}
		if (password.length < MIN_LENGTH) {
			return fail(400, { email, problems: { password: `At least ${MIN_LENGTH} characters.` } });
		}
		const user = await register(email, password);
		if (!user) return fail(409, { email, problems: { email: 'There is an account with this address.' } });

		startSession(cookies, user);
		redirect(303, redirectTarget(url) ?? '/');
	}
};
