import { fail } from '@sveltejs/kit';
import { database } from '#lib/server/db.js';

/** @type {import('./$types').PageServerLoad} */
export function load({ locals }) {
	const rows = database()
		.prepare('SELECT id, text, done FROM todos WHERE visitor = ? ORDER BY id')
		.all(locals.visitor);

	return {
		todos: rows.map(({ id, text, done }) => ({
			id: Number(id),
			text: String(text),
			done: done === 1
		}))
	};
}

/** @param {Request} request */
const idIn = async (request) => Number((await request.formData()).get('id'));

/** @type {import('./$types').Actions} */
export const actions = {
	create: async ({ request, locals }) => {
		const text = String((await request.formData()).get('text') ?? '').trim();
		if (!text) return fail(400, { text, problem: 'Write down what there is to do.' });

		const { changes } = database()
			.prepare('INSERT OR IGNORE INTO todos (visitor, text) VALUES (?, ?)')
			.run(locals.visitor, text);
		if (!changes) return fail(409, { text, problem: 'That is on the list already.' });
	},

	toggle: async ({ request, locals }) => {
		database()
			.prepare('UPDATE todos SET done = 1 - done WHERE id = ? AND visitor = ?')
			.run(await idIn(request), locals.visitor);
	},

	delete: async ({ request, locals }) => {
		const { changes } = database()
			.prepare('DELETE FROM todos WHERE id = ? AND visitor = ?')
			.run(await idIn(request), locals.visitor);
		if (!changes) return fail(404, { problem: 'That one is gone already.' });
	}
};
