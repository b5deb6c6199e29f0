import { fail, redirect } from '@sveltejs/kit';
import { redirectTarget } from '#lib/redirect.ts';
import { startSession } from '#lib/server/sessions.ts';
import { authenticate, credentials } from '#lib/server/users.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const redirectTo = redirectTarget(url);
	if (locals.user) redirect(303, redirectTo ?? '/');
	return { title: 'Log in', redirectTo };
};

export const actions: Actions = {
	default: async ({ cookies, request, url }) => {
		const { email, password } = await credentials(request);
		const user = email && (await authenticate(email, password));
		if (!user) return fail(400, { email, problem: 'E-mail address or password is wrong.' });

		startSession(cookies, user);
		redirect(303, redirectTarget(url) ?? '/');
	}
};
