// `event.fetch`: relative to the request, through `handleFetch`, own pages in process (F-70…F-75).

import { capture } from 'formwork:context';

let handle_fetch_hook;

export function set_handle_fetch(hook) {
	handle_fetch_hook = hook;
}

/** `event.fetch`: relative to the request, through `handleFetch`, own pages in process (F-70…F-75). */
export function event_fetch(x, event, input, init) {
	return attached_later(fetch_through_hook(x, event, input, init));
}

/** An app may attach to the promise later: until then a rejection is nobody's fault (F-78). */
export function attached_later(promise) {
	promise.catch(() => {});
	return promise;
}

async function fetch_through_hook(x, event, input, init) {
	const request = to_request(x, input, init);
	if (!handle_fetch_hook) return send(x, request);
	const response = await handle_fetch_hook({
		event,
		request,
		fetch: async (input, init) => send(x, to_request(x, input, init))
	});
	if (!(response instanceof Response)) throw new TypeError('handleFetch must return a Response');
	return response;
}

function to_request(x, input, init) {
	if (input instanceof Request) return init ? new Request(input, init) : input;
	return new Request(new URL(String(input), x.url), init);
}

async function send(x, request) {
	if (!x.is_own(request.url)) {
		if (/^https?:/.test(request.url)) dress_for_others(x, request);
		return globalThis.fetch(request);
	}
	const { signal } = request;
	if (signal?.aborted) throw abort_error();
	// What the inner request runs sees the AsyncLocalStorage of now.
	const answer = x.fetch(request, request.credentials ?? 'same-origin', capture());
	if (!signal) return answer;
	let give_up;
	const aborted = new Promise((_, reject) => {
		give_up = () => reject(abort_error());
		signal.addEventListener('abort', give_up, { once: true });
	});
	return Promise.race([answer, aborted]).finally(() => signal.removeEventListener('abort', give_up));
}

/** What other servers get to see (F-72). */
function dress_for_others(x, request) {
	const { headers, method } = request;
	const { origin } = new URL(x.url);
	const reads = method === 'GET' || method === 'HEAD';
	if (reads && (request.mode === 'no-cors' || new URL(request.url).origin === origin)) headers.delete('origin');
	else if (!headers.has('origin')) headers.set('origin', origin);
	if (request.credentials === 'omit') return;
	const cookie = x.cookies_for(request.url, headers.get('cookie') ?? undefined);
	if (cookie) headers.set('cookie', cookie);
}

/** Whatever the signal's reason is (F-75). */
const abort_error = () => new DOMException('This operation was aborted', 'AbortError');
