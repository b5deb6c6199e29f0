import { fail } from '@sveltejs/kit';

/** @type {import('./$types').PageServerLoad} */
export function load({ params }) {
	return { title: params.slug };
}

/** @type {import('./$types').Actions} */
export const actions = {
	save: async () => fail(400, { problem: 'no' }),
	remove: async () => {}
};
