import { fail, redirect } from '@sveltejs/kit';
import { dropBy, dropsOf, keep, remove } from '#lib/server/drops.js';
import { lifetimes } from '#lib/server/lifetimes.js';
import { becomeOwner } from '#lib/server/owner.js';

/** For Formwork: one action takes more than others. Elsewhere BODY_SIZE_LIMIT has to be as large, for all of them. */
export const config = {
	formwork: { bodySizeLimit: '64K', actions: { upload: { bodySizeLimit: '256M' } } }
};

const MAX_FILES = 20;

/** @type {import('./$types').PageServerLoad} */
export function load({ locals }) {
	return { title: 'Pass files on', drops: dropsOf(locals.owner), lifetimes: lifetimes() };
}

/** @type {import('./$types').Actions} */
export const actions = {
	upload: async (event) => {
		const data = await event.request.formData();
		const note = String(data.get('note') ?? '')
			.trim()
			.slice(0, 200);
		const seconds = Number(data.get('seconds'));
		// A file field that was left empty sends a file without a name.
		const files = data.getAll('files').filter((file) => file instanceof File && file.name);

		const refuse = (/** @type {string} */ problem) => fail(400, { note, seconds, problem });
		if (!files.length) return refuse('Please choose at least one file.');
		if (files.length > MAX_FILES) return refuse(`At most ${MAX_FILES} files at once.`);
		if (!lifetimes().some((known) => known.seconds === seconds))
			return refuse('Please say how long it shall stay.');

		redirect(303, `/d/${await keep(becomeOwner(event), note, seconds, /** @type {File[]} */ (files))}`);
	},

	delete: async ({ locals, request }) => {
		const drop = dropBy(String((await request.formData()).get('token')));
		if (!drop || drop.owner !== locals.owner) return fail(403, { refused: 'This is not your drop.' });

		await remove(drop.id);
		return { deleted: true };
	}
};
