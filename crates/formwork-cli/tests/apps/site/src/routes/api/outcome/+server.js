import { error, json, redirect, text } from '@sveltejs/kit';

const outcomes = {
	redirect: () => redirect(303, '/data'),
	error: () => error(409, 'a <b>conflict</b>', { code: 'TAKEN' }),
	throw: () => {
		throw new Error('secret');
	},
	nothing: () => undefined,
	object: () => ({ no: 'response' }),
	json: () => json({ a: 'ü' }, { status: 201 }),
	text: () => text('grüße'),
	status: () => new Response('teapot', { status: 418, statusText: 'Short And Stout' }),
	bytes: () => new Response(new Uint8Array([0, 1, 254, 255]), { headers: { 'content-type': 'application/x-bytes' } }),
	empty: () => new Response(null, { status: 204 }),
	not_modified: () => new Response('x', { headers: { etag: '"e"', 'x-other': '1', vary: 'a', 'cache-control': 'no-cache' } }),
	cookies: ({ cookies }) => {
		cookies.set('from', 'api');
		const response = new Response('x');
		response.headers.append('set-cookie', 'one=1');
		response.headers.append('set-cookie', 'two=2');
		return response;
	},
	headers: ({ setHeaders }) => {
		setHeaders({ 'x-one': '1' });
		return new Response('x');
	},
	stream: () =>
		new Response(
			new ReadableStream({
				async start(controller) {
					for (const word of ['one ', 'two ', 'three']) {
						await null;
						controller.enqueue(new TextEncoder().encode(word));
					}
					controller.close();
				}
			})
		),
	events: () => new Response('data: 1\n\n', { headers: { 'content-type': 'text/event-stream' } }),
	proxy: async ({ fetch, setHeaders, cookies }) => {
		setHeaders({ 'x-outer': 'yes' });
		cookies.set('outer', 'yes');
		return await fetch('/api/outcome?o=headers');
	},
	immutable: ({ setHeaders, cookies }) => {
		setHeaders({ 'x-outer': 'yes' });
		cookies.set('outer', 'yes');
		return Response.redirect('http://formwork.test/data', 302);
	},
	static: async ({ fetch }) => await fetch('/plain.txt'),
	missing: async ({ fetch }) => text(String((await fetch('/missing.txt')).status)),
	index: async ({ fetch }) => await fetch('/folder/'),
	form: () => {
		const form = new FormData();
		form.set('a', 'b');
		return new Response(form);
	},
	params: () => new Response(new URLSearchParams({ a: 'b c' }))
};

export const GET = (event) => outcomes[event.url.searchParams.get('o')](event);
