import { fail } from '@sveltejs/kit';
import { randomUUID } from 'node:crypto';
import { database } from '#lib/server/db.js';

// Not SVG: it may carry scripts.
const TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const MAX_BYTES = 256 * 1024;

/** @type {import('./$types').PageServerLoad} */
export function load({ locals }) {
	const row = database()
		.prepare('SELECT id, name, type, size FROM avatars WHERE visitor = ?')
		.get(locals.visitor);

	return { avatar: row ? { ...row } : null, types: TYPES.join(), max: MAX_BYTES };
}

/** @type {import('./$types').Actions} */
export const actions = {
	default: async ({ request, locals }) => {
		const file = (await request.formData()).get('avatar');

		if (!(file instanceof File) || !file.size) return fail(400, { problem: 'Please choose a picture.' });
		if (!TYPES.includes(file.type)) return fail(415, { problem: `${file.name} is not a picture we know.` });
		if (file.size > MAX_BYTES) return fail(413, { problem: `${file.name} is too large.` });

		const bytes = new Uint8Array(await file.arrayBuffer());
		database()
			.prepare('REPLACE INTO avatars (visitor, id, name, type, size, bytes) VALUES (?, ?, ?, ?, ?, ?)')
			.run(locals.visitor, randomUUID(), file.name, file.type, file.size, bytes);

		return { received: { name: file.name, type: file.type, size: file.size } };
	}
};
