import { fail } from '@sveltejs/kit';
import { accents } from '#lib/accents.js';
import type { Actions } from './$types';

export const actions = {
	save: async ({ request, cookies }) => {
		const accent = String((await request.formData()).get('accent'));
		if (!accents.includes(accent)) return fail(400, { unknown: accent });

		cookies.set('accent', accent, { path: '/', maxAge: 60 * 60 * 24 * 365 });
		return { saved: accent };
	},

	reset: ({ cookies }) => {
		cookies.delete('accent', { path: '/' });
		return { reset: true };
	}
} satisfies Actions;
