import { error } from '@sveltejs/kit';
import { database } from '#lib/server/db.js';

/** @type {import('./$types').RequestHandler} */
export function GET({ params }) {
	const row = /** @type {any} */ (
		database().prepare('SELECT type, bytes FROM avatars WHERE id = ?').get(params.id)
	);
	if (!row) error(404, 'No such picture');

	return new Response(row.bytes, {
		headers: {
			'content-type': row.type,
			'cache-control': 'private, max-age=31536000, immutable', // a new picture has a new id
			'x-content-type-options': 'nosniff'
		}
	});
}
