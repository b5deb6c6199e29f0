// The `RequestEvent` (S-101).

import { event_fetch } from 'formwork:glue/fetch';
import { surroundings } from 'formwork:glue/surroundings';

const span = Object.freeze({
	setAttribute() { return span; },
	setAttributes() { return span; },
	addEvent() { return span; },
	setStatus() { return span; },
	updateName() { return span; },
	recordException() {},
	isRecording: () => false,
	spanContext: () => ({ traceId: '', spanId: '', traceFlags: 0 }),
	end() {}
});
export const tracing = Object.freeze({ enabled: false, root: span, current: span });

/** The fragment never reaches a server; reading it is a mistake worth an error (F-62). */
export function guard_hash(url, message) {
	Object.defineProperty(url, 'hash', {
		configurable: true,
		get() {
			throw new Error(message);
		}
	});
	return url;
}

export const no_hash = '`url.hash` cannot be read on the server: browsers do not send it';

/** The `RequestEvent`; its own keys are those of S-101. Costly members are made when first read. */
export function create_event(x) {
	let request, url, cookies;
	const event = {
		get cookies() {
			return (cookies ??= create_cookies(x));
		},
		set cookies(value) {
			replace(event, 'cookies', value);
		},
		fetch: (input, init) => event_fetch(x, event, input, init),
		getClientAddress: () => x.client_address(),
		isDataRequest: x.is_data,
		isRemoteRequest: false,
		isSubRequest: x.is_sub,
		locals: {},
		params: x.params(),
		platform: undefined,
		get request() {
			if (!request) requests.set(x, (request = x.request()));
			return request;
		},
		set request(value) {
			replace(event, 'request', value);
		},
		route: { id: x.route_id ?? null },
		setHeaders: (headers) => set_headers(x, headers),
		tracing,
		get url() {
			if (!url) {
				url = guard_hash(new URL(x.url), no_hash);
				x.url_was_read();
			}
			return url;
		},
		set url(value) {
			x.url_was_read();
			replace(event, 'url', value);
		}
	};
	surroundings.set(event, { x, context: event.isSubRequest ? x.context() : undefined });
	return event;
}

/** The request that an event was made with, once somebody has looked at it. */
const requests = new WeakMap();

/** `handle` may put something else in the place of a member (F-116). */
function replace(event, name, value) {
	Object.defineProperty(event, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Tells Rust of a request that `handle` put in the place of the first: what is asked for is read off it (F-116). */
export function note_replaced_request(x, event) {
	const { value } = Object.getOwnPropertyDescriptor(event, 'request') ?? {};
	if (value instanceof Request && value !== requests.get(x)) {
		x.replace_head(value.method, [...value.headers].flat());
	}
}

/** The URL as user code may have left it. */
export function current_url(event) {
	const { pathname, search, origin } = event.url;
	return origin + pathname + search;
}

function set_headers(x, headers) {
	for (const name in headers) x.set_header(name, String(headers[name]));
}

const cookie_text = (value) => (value === undefined || value === null ? '' : String(value));

function create_cookies(x) {
	const encoded = (value, options) => (options?.encode ? String(options.encode(value)) : undefined);
	return {
		get: (name, options) => x.cookie_get(String(name), options?.decode),
		getAll: (options) => x.cookie_get_all(options?.decode),
		set(name, value, options) {
			value = cookie_text(value);
			x.cookie_set(String(name), value, encoded(value, options), options);
		},
		delete: (name, options) => x.cookie_delete(String(name), options),
		serialize(name, value, options) {
			value = cookie_text(value);
			return x.cookie_serialize(String(name), value, encoded(value, options), options);
		},
		parse: (header, options) => parse_set_cookie(x, String(header), options?.decode)
	};
}

function parse_set_cookie(x, header, decode = decode_value) {
	const [name, value, options] = x.cookie_parse(header);
	return { name, value: decode(value), ...options };
}

function decode_value(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
