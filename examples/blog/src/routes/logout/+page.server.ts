import { redirect } from '@sveltejs/kit';
import { endSession } from '#lib/server/sessions.ts';
import type { Actions, PageServerLoad } from './$types';

// A page without a component: there is nothing to see here.
export const load: PageServerLoad = () => redirect(303, '/');

export const actions: Actions = {
	default: ({ cookies }) => {
		endSession(cookies);
		redirect(303, '/');
	}
};
