import { fail } from '@sveltejs/kit';

/** No script for this page; the form is the browser's own. */
export const csr = false;

const SIZES = ['small', 'medium', 'large'];

/** @type {import('./$types').PageServerLoad} */
export const load = () => ({ sizes: SIZES });

/** @type {import('./$types').Actions} */
export const actions = {
	default: async ({ request }) => {
		const data = await request.formData();
		const size = String(data.get('size') ?? '');
		const extras = data.getAll('extra').map(String);

		if (!SIZES.includes(size)) return fail(400, { extras, missing: true });
		return { size, extras };
	}
};
