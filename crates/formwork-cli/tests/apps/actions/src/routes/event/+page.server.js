import { getRequestEvent } from '$app/server';
import { fail } from '@sveltejs/kit';
import { current } from '#lib/current.js';

const describe = ({ url, route, params, request, isDataRequest, isSubRequest, isRemoteRequest }) => ({
	url: url.href,
	route: route.id,
	params,
	method: request.method,
	request_url: request.url,
	header: request.headers.get('X-Mixed-Case'),
	isDataRequest,
	isSubRequest,
	isRemoteRequest
});

export function load(event) {
	event.locals.form_in_load = 'form' in event || 'result' in event;
	event.locals.ran.push('load:page');
	if (event.url.searchParams.get('set-in-load')) event.setHeaders({ 'x-once': 'load' });
	return { same: getRequestEvent().locals === event.locals, form: event.locals.form_in_load };
}

export const actions = {
	keys: (event) => ({ keys: Object.keys(event).sort() }),
	describe: (event) => describe(event),
	headers: ({ setHeaders }) => {
		setHeaders({ 'X-One': '1', 'cache-control': 'no-store' });
		setHeaders({ 'x-two': '2' });
		setHeaders({ 'server-timing': 'a;dur=1' });
		setHeaders({ 'server-timing': 'b;dur=2' });
		return { ok: true };
	},
	headers_twice: ({ setHeaders }) => {
		setHeaders({ 'X-Once': '1' });
		setHeaders({ 'x-once': '2' });
	},
	headers_cookie: ({ setHeaders }) => setHeaders({ 'Set-Cookie': 'a=b' }),
	headers_invalid: ({ setHeaders }) => setHeaders({ 'not a name': '1' }),
	headers_malformed: ({ setHeaders }) => setHeaders({ 'cache-control': 'public, max_age=5' }),
	headers_in_load: ({ setHeaders }) => setHeaders({ 'x-once': 'action' }),
	headers_fail: ({ setHeaders }) => {
		setHeaders({ 'x-one': '1' });
		return fail(400, {});
	},

	current: async (event) => {
		const before = getRequestEvent() === event;
		const elsewhere = current() === event;
		await null;
		const after_await = getRequestEvent() === event;
		await new Promise((resolve) => setTimeout(resolve, 1));
		const after_timer = getRequestEvent() === event;
		try {
			await Promise.reject(new Error('rejected'));
		} catch {
			var in_catch = getRequestEvent() === event;
		}
		await event.request.formData();
		const after_body = getRequestEvent() === event;
		const in_then = await Promise.resolve().then(() => getRequestEvent() === event);
		const all = await Promise.all([1, 2].map(async () => (await null, getRequestEvent() === event)));
		return { before, elsewhere, after_await, after_timer, in_catch, after_body, in_then, all };
	},

	fetch_page: async ({ fetch }) => {
		const response = await fetch('/event?/describe', {
			method: 'POST',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: 'a=b'
		});
		return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
	},
	fetch_endpoint: async ({ fetch }) => {
		const response = await fetch('/event/endpoint');
		return await response.json();
	},
	// Calls itself until it is refused, and tells at which depth that was.
	fetch_itself: async ({ fetch, url }) => {
		const depth = Number(url.searchParams.get('depth') ?? 1);
		const response = await fetch(`/event?/fetch_itself&depth=${depth + 1}`, {
			method: 'POST',
			body: new URLSearchParams('a=b')
		});
		if (!response.ok) return { depth, status: response.status };
		const flat = JSON.parse((await response.json()).data);
		return { depth: flat[flat[0].depth], status: flat[flat[0].status] };
	},
	fetch_aborted: async ({ fetch }) => {
		const outcome = (promise) =>
			promise.then(
				() => 'answered',
				(error) => error.name
			);
		const late = new AbortController();
		const waiting = outcome(fetch('/event/endpoint?slow', { signal: late.signal }));
		late.abort();
		return [await outcome(fetch('/event/endpoint', { signal: AbortSignal.abort() })), await waiting];
	},
	address: ({ getClientAddress, platform }) => ({ address: getClientAddress(), platform: typeof platform })
};
