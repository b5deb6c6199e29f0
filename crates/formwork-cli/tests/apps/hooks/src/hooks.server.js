import { error, redirect } from '@sveltejs/kit';
import { sequence } from '@sveltejs/kit/hooks';

let initialised = 0;

export async function init() {
	await null;
	initialised += 1;
}

/** Does what `?in-handle=` asks for, after leaving a cookie and a header. */
async function asked({ event, resolve }) {
	const wish = event.url.searchParams.get('in-handle');
	event.locals.order = ['outer'];
	event.locals.initialised = initialised;
	if (!wish) return await resolve(event);

	event.cookies.set('set-by-handle', 'yes');
	event.setHeaders({ 'x-set-by-handle': 'yes' });
	if (wish === 'redirect') redirect(303, '/plain');
	if (wish === 'error') error(403, 'not here');
	if (wish === 'throw') throw new Error('secret of handle');
	if (wish === 'response') return new Response('from handle', { status: 202, headers: { 'x-own': '1' } });
	if (wish === 'response-redirect') return new Response(null, { status: 303, headers: { location: '/plain' } });
	if (wish === 'replace') return await resolve({ ...event, locals: { ...event.locals, replaced: true } });
	if (wish === 'members') {
		event.own = 'from handle';
		event.url = new URL('/plain?replaced', event.url);
		return await resolve(event);
	}
	if (wish === 'request') {
		const headers = new Headers(event.request.headers);
		headers.set('accept', 'application/json');
		return await resolve({ ...event, request: new Request(event.request, { headers }) });
	}
	if (wish === 'length') {
		const response = await resolve(event);
		response.headers.set('x-length', String(response.headers.get('content-length')));
		return response;
	}
	if (wish === 'route') {
		const response = await resolve(event);
		response.headers.set('x-route', String(event.route.id));
		return response;
	}
	if (wish === 'late-cookie') {
		const response = await resolve(event);
		let thrown = 'nothing';
		try {
			event.cookies.set('late', '1');
		} catch (problem) {
			thrown = problem instanceof Error ? 'an error' : 'something else';
		}
		response.headers.set('x-thrown', thrown);
		return response;
	}
	if (wish === 'late-header') {
		const response = await resolve(event);
		let thrown = 'nothing';
		try {
			event.setHeaders({ 'x-late': '1' });
		} catch (problem) {
			thrown = problem instanceof Error ? 'an error' : 'something else';
		}
		response.headers.set('x-thrown', thrown);
		return response;
	}
	if (wish === 'transform') {
		return await resolve(event, {
			transformPageChunk: ({ html, done }) => html.replace('lang="en"', `lang="de" data-done="${done}"`)
		});
	}
	if (wish === 'transform-async') {
		return await resolve(event, {
			transformPageChunk: async ({ html }) => (await null, html.replace('lang="en"', 'lang="fr"'))
		});
	}
	return await resolve(event);
}

async function inner({ event, resolve }) {
	event.locals.order?.push('inner');
	const response = await resolve(event, {
		transformPageChunk: ({ html }) => html.replace('lang="de"', 'lang="inner-then-outer"')
	});
	response.headers.set('x-order', event.locals.order?.join(' ') ?? '');
	return response;
}

export const handle = sequence(asked, inner);

/** Tells on the response's error object what it was called with. */
export function handleError({ kind, error: problem, event }) {
	const wish = event.url.searchParams.get('in-error');
	if (wish === 'status') return { status: 499, message: 'by hook', extra: { a: 1 } };
	if (wish === 'message') return { message: 'by hook' };
	if (wish === 'nothing') return;
	if (wish === 'throw') throw new Error('secret of handleError');
	if (wish === 'promise') return Promise.resolve({ message: 'later', code: 'X' });
	return { kind, shape: problem instanceof Error ? problem.message : (problem?.message ?? String(problem)) };
}

export async function handleFetch({ event, request, fetch }) {
	const url = new URL(request.url);
	if (url.pathname === '/intercepted') return new Response(`intercepted ${request.method} for ${event.route.id}`);
	if (url.pathname === '/elsewhere') return await fetch(new Request(new URL('/endpoint', url), request));
	// Whoever passes on what the browser sent looks at its request.
	request.headers.set('x-accept', event.request.headers.get('accept') ?? '');
	return await fetch(request);
}
