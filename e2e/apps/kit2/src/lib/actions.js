import { fail } from '@sveltejs/kit';

let runs = 0;
export const load = () => ({ runs: (runs += 1) });

export const actions = {
	default: async ({ request }) => {
		const text = (await request.formData()).get('text');
		return text ? { text } : fail(400, { missing: true });
	}
};
