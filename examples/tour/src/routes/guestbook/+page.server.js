import { fail } from '@sveltejs/kit';
import { database } from '#lib/server/db.js';

/** @type {import('./$types').PageServerLoad} */
export function load() {
	return {
		entries: database()
			.prepare('SELECT id, name, message FROM guestbook ORDER BY id DESC LIMIT 20')
			.all()
			.map((row) => ({ ...row }))
	};
}

/** @type {import('./$types').Actions} */
export const actions = {
	default: async ({ request }) => {
		const data = await request.formData();
		const name = String(data.get('name') ?? '').trim() || 'Anonymous';
		const message = String(data.get('message') ?? '').trim();

		if (!message) return fail(400, { name, missing: true });

		database().prepare('INSERT INTO guestbook (name, message) VALUES (?, ?)').run(name, message);
		return { success: true, name };
	}
};
