import { fail } from '@sveltejs/kit';
import { word } from '$lib/server/words.js';

export const load = ({ locals }) => ({ word, greeting: locals.greeting, load: 'load one' });

export const actions = {
	default: async ({ request }) => {
		const text = (await request.formData()).get('text');
		return fail(400, { text: `refused ${text}` });
	}
};
