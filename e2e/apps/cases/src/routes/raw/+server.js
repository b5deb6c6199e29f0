import { json, redirect, text } from '@sveltejs/kit';

/** Answers that are no action results. */
export async function POST({ url, request }) {
	await request.text();
	switch (url.searchParams.get('as')) {
		case 'html':
			return new Response('<h1>fine</h1>', { headers: { 'content-type': 'text/html' } });
		case 'html404':
			return new Response('<h1>nope</h1>', { status: 404, headers: { 'content-type': 'text/html' } });
		case 'json403':
			return json({ message: 'not for you', hint: 'ask' }, { status: 403 });
		case 'empty503':
			return new Response(null, { status: 503 });
		case 'other':
			return json({ type: 'other', answer: 42 });
		case 'redirect':
			return redirect(303, '/raw?as=wall');
		case 'handmade':
			return json({ type: 'failure', status: 499, data: '[{"text":1},"by hand"]' }, { status: 422 });
		default:
			return text('?');
	}
}

export const GET = () =>
	new Response('<link rel="icon" href="data:,"><h1>please log in</h1>', {
		headers: { 'content-type': 'text/html' }
	});
