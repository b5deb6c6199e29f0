import { fail } from '@sveltejs/kit';
import { count } from '#lib/words.js';

/** @type {import('./$types').Actions} */
export const actions = {
	default: async ({ request }) => {
		const text = String((await request.formData()).get('text') ?? '');
		if (!text.trim()) return fail(422, { text, missing: true });

		return { text, ...count(text) };
	}
};
