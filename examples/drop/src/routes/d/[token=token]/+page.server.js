import { error, redirect } from '@sveltejs/kit';
import { filesOf, remove } from '#lib/server/drops.js';
import { find } from '#lib/server/find.js';

/** @type {import('./$types').PageServerLoad} */
export function load({ locals, params }) {
	const { id, note, expires, owner } = find(params.token);
	return { title: note || 'A drop', note, expires, files: filesOf(id), own: owner === locals.owner };
}

/** @type {import('./$types').Actions} */
export const actions = {
	default: async ({ locals, params }) => {
		const { id, owner } = find(params.token);
		if (owner !== locals.owner) error(403, 'This is not your drop.');

		await remove(id);
		redirect(303, '/');
	}
};
