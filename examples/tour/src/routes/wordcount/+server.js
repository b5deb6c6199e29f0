import { error, json } from '@sveltejs/kit';
import { count } from '#lib/words.js';

/** The same route for programs: JSON in, JSON out. @type {import('./$types').RequestHandler} */
export async function POST({ request }) {
	const body = await request.json().catch(() => null);
	if (typeof body?.text !== 'string') error(400, 'Send {"text": "…"}');

	return json(count(body.text));
}
