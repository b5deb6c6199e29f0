// The JavaScript half of the pipeline: what needs JavaScript values and nothing else. Rust decides what
// happens and in which order (src/pipeline), and calls the functions exported here; each does one step.
//
// `x` is always the native exchange (src/exchange.rs): the request as Rust holds it.

import { capture, run, runIn } from 'formwork:context';

/** Classes of the app's own `@sveltejs/kit`: one identity for all user code (S-71). */
let HttpError, Redirect, ActionFailure;
let render_svelte, Root;

/** Takes from the app's bundle what the functions below need. */
export function boot(entry) {
	({ HttpError, Redirect, ActionFailure } = entry.internal);
	render_svelte = entry.render;
	Root = entry.Root;
}

/* ---------------------------------------------------------------- modules */

export function start_loading(lazy) {
	return lazy();
}

/** `[own names, whether a truthy `default` stands beside others]` (S-3, S-5). */
export function describe_actions(actions) {
	const mixed = Boolean(actions.default) && Object.keys(actions).length > 1;
	return [mixed, ...Object.getOwnPropertyNames(actions)];
}

export function init(hook) {
	return hook();
}

/** `reroute` gets a copy, so that nothing it does reaches `event.url` (F-123). */
export async function reroute(hook, href) {
	const result = await hook({ url: new URL(href), fetch: globalThis.fetch });
	return result === undefined ? null : result instanceof URL ? result.pathname : String(result);
}

/** The value a matcher gives a parameter, or undefined if it refuses (F-30, F-31). */
export function match_param(matchers, name, text) {
	const matcher = (matchers.params ?? matchers)[name];
	if (typeof matcher === 'function') return matcher(text);
	if (typeof matcher?.match === 'function') return matcher.match(text) ? text : undefined;
	const result = matcher['~standard'].validate(text);
	if (result instanceof Promise) throw new Error(`The parameter matcher ${name} must not be async`);
	return result.issues ? undefined : result.value;
}

/* ---------------------------------------------------------------- event */

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
const tracing = Object.freeze({ enabled: false, root: span, current: span });

/** The fragment never reaches a server; reading it is a mistake worth an error (F-62). */
function guard_hash(url, message) {
	Object.defineProperty(url, 'hash', {
		configurable: true,
		get() {
			throw new Error(message);
		}
	});
	return url;
}

const no_hash = '`url.hash` cannot be read on the server: browsers do not send it';

/** The `RequestEvent`; its own keys are those of S-101. Costly members are made when first read. */
export function create_event(x) {
	let request, url, cookies;
	const event = {
		get cookies() {
			return (cookies ??= create_cookies(x));
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
			return (request ??= x.request());
		},
		route: { id: x.route_id },
		setHeaders: (headers) => set_headers(x, headers),
		tracing,
		get url() {
			if (!url) {
				url = guard_hash(new URL(x.url), no_hash);
				x.url_was_read();
			}
			return url;
		}
	};
	return event;
}

/** The URL as user code may have left it. */
export function current_url(event) {
	const { pathname, search, origin } = event.url;
	return origin + pathname + search;
}

function set_headers(x, headers) {
	for (const name in headers) x.set_header(name, String(headers[name]));
}

function create_cookies(x) {
	const encoded = (value, options) => (options?.encode ? String(options.encode(value)) : undefined);
	return {
		get: (name, options) => x.cookie_get(name, options?.decode),
		getAll: (options) => x.cookie_get_all(options?.decode),
		set(name, value, options) {
			value = String(value);
			x.cookie_set(String(name), value, encoded(value, options), options);
		},
		delete: (name, options) => x.cookie_delete(String(name), options),
		serialize(name, value, options) {
			value = String(value);
			return x.cookie_serialize(String(name), value, encoded(value, options), options);
		},
		parse: (header) => parse_set_cookie(String(header))
	};
}

function parse_set_cookie(header) {
	const [pair, ...attributes] = header.split(';');
	const at = pair.indexOf('=');
	const decode = (text) => {
		try {
			return decodeURIComponent(text);
		} catch {
			return text;
		}
	};
	const cookie = { name: pair.slice(0, at).trim(), value: decode(pair.slice(at + 1).trim()) };
	for (const attribute of attributes) {
		const [key, ...rest] = attribute.split('=');
		const value = rest.join('=').trim();
		switch (key.trim().toLowerCase()) {
			case 'max-age': cookie.maxAge = Number(value); break;
			case 'domain': cookie.domain = value; break;
			case 'path': cookie.path = value; break;
			case 'expires': cookie.expires = new Date(value); break;
			case 'httponly': cookie.httpOnly = true; break;
			case 'secure': cookie.secure = true; break;
			case 'partitioned': cookie.partitioned = true; break;
			case 'priority': cookie.priority = value.toLowerCase(); break;
			case 'samesite': cookie.sameSite = value.toLowerCase(); break;
		}
	}
	return cookie;
}

/* ---------------------------------------------------------------- fetch */

let handle_fetch_hook;

export function set_handle_fetch(hook) {
	handle_fetch_hook = hook;
}

/** `event.fetch`: relative to the request, through `handleFetch`, own pages in process (F-70…F-75). */
async function event_fetch(x, event, input, init) {
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
	if (request.signal?.aborted) throw request.signal.reason;
	const own = x.is_own(request.url);
	if (!own) return globalThis.fetch(request);
	const answer = x.fetch(request, request.credentials ?? 'same-origin');
	if (!request.signal) return answer;
	return Promise.race([
		answer,
		new Promise((_, reject) => {
			request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true });
		})
	]);
}

/* ---------------------------------------------------------------- calling user code */

/** The context in which `resolve` was called, by event: an `AsyncLocalStorage` of `handle` reaches what is inside. */
const contexts = new WeakMap();

/** Calls user code with the request as its context (S-105). */
function within(event, fn, ...args) {
	const token = contexts.get(event);
	return token === undefined ? run({ event }, fn, ...args) : runIn(token, run, { event }, fn, ...args);
}

/** `filterSerializedResponseHeaders` by the event that `resolve` was called with. */
const header_filters = new WeakMap();

export function handle(hook, x, event) {
	const resolve = async (event, options) => {
		const filter = options?.filterSerializedResponseHeaders;
		if (filter) header_filters.set(event, filter);
		contexts.set(event, capture());
		return x.resolve(x, event, options);
	};
	return run({ event }, hook, { event, resolve });
}

export function wants_preload(preload, path) {
	return Boolean(preload({ type: 'js', path }));
}

export async function transform_chunk(transform, html) {
	return (await transform({ html, done: true })) ?? '';
}

/** `[0, data]` for a success, `[1, status, data]` for a failure. The action has no `this` (S-2). */
export async function call_action(event, action) {
	const result = await within(event, action, event);
	if (result instanceof ActionFailure) return [1, result.status, result.data];
	if (result instanceof Redirect) throw new Error('A redirect was returned from an action; throw it: `redirect(…)` does so by itself');
	if (result instanceof HttpError) throw new Error('An error was returned from an action; throw it: `error(…)` does so by itself');
	return [0, result];
}

export async function call_endpoint(event, handler) {
	const response = await within(event, handler, event);
	if (!(response instanceof Response)) {
		throw new Error('A request handler of +server must return a Response');
	}
	return response;
}

/* ---------------------------------------------------------------- loads */

/** What a load used, so that the client knows when to run it again (S-137). */
function create_uses() {
	return {
		dependencies: new Set(),
		params: new Set(),
		search_params: new Set(),
		parent: false,
		route: false,
		url: false,
		active: true
	};
}


const tracked_url_members = ['href', 'pathname', 'search', 'toString', 'toJSON'];

/** A copy of the URL whose members note that they were read (F-61). */
function track_url(source, uses) {
	const url = new URL(source);
	const note = () => {
		if (uses.active) uses.url = true;
	};
	const search_params = new Proxy(url.searchParams, {
		get(target, key) {
			if (key === 'get' || key === 'getAll' || key === 'has') {
				return (name, ...rest) => {
					if (uses.active) uses.search_params.add(String(name));
					return target[key](name, ...rest);
				};
			}
			note();
			const value = Reflect.get(target, key, target);
			return typeof value === 'function' ? value.bind(target) : value;
		}
	});
	const prototype = Object.getPrototypeOf(url);
	for (const name of tracked_url_members) {
		const inherited = Object.getOwnPropertyDescriptor(prototype, name);
		Object.defineProperty(url, name, {
			configurable: true,
			get() {
				note();
				return inherited.get ? inherited.get.call(url) : inherited.value.bind(url);
			}
		});
	}
	Object.defineProperty(url, 'searchParams', { configurable: true, get: () => search_params });
	return guard_hash(url, no_hash);
}

function track_params(params, uses) {
	return new Proxy(params, {
		get(target, key) {
			if (uses.active && typeof key === 'string') uses.params.add(key);
			return target[key];
		}
	});
}

function track_route(route, uses) {
	return new Proxy(route, {
		get(target, key) {
			if (uses.active && key === 'id') uses.route = true;
			return target[key];
		}
	});
}

function untracked(uses) {
	return (fn) => {
		const before = uses.active;
		uses.active = false;
		try {
			return fn();
		} finally {
			uses.active = before;
		}
	};
}

function check_load_result(value, where) {
	if (value === undefined || value === null) return;
	const prototype = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
	if (typeof value === 'object' && (prototype === Object.prototype || prototype === null)) return;
	const got =
		value instanceof Response ? 'a Response'
		: Array.isArray(value) ? 'an array'
		: typeof value === 'object' ? `an instance of ${value.constructor?.name ?? 'a class'}`
		: `a ${typeof value}`;
	throw new Error(`A load function must return a plain object or nothing; the one in ${where} returned ${got}`);
}

/** Runs a server load: `[data, what it used …]` (F-60…F-63). */
export async function server_load(x, event, load, index, where) {
	const uses = create_uses();
	let url, params, route;
	const load_event = {
		get cookies() { return event.cookies; },
		fetch: event.fetch,
		getClientAddress: event.getClientAddress,
		isDataRequest: event.isDataRequest,
		isRemoteRequest: false,
		isSubRequest: event.isSubRequest,
		locals: event.locals,
		get params() { return (params ??= track_params(event.params, uses)); },
		platform: event.platform,
		get request() { return event.request; },
		get route() { return (route ??= track_route(event.route, uses)); },
		setHeaders: event.setHeaders,
		tracing,
		get url() { return (url ??= track_url(event.url, uses)); },
		depends: (...ids) => {
			for (const id of ids) uses.dependencies.add(new URL(id, x.url).href);
		},
		parent: async () => {
			if (uses.active) uses.parent = true;
			return x.parent(false, index);
		},
		untrack: untracked(uses)
	};
	const data = await within(event, load, load_event);
	if (x.dev) check_load_result(data, where);
	const { dependencies, search_params, params: names, parent, route: by_route, url: by_url } = uses;
	return [data ?? null, [...dependencies], [...search_params], [...names], parent, by_route, by_url];
}

const is_bytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/** `fetch` of a universal load: what is read of a response is kept for the document (F-77, C-145). */
function embedding_fetch(x, event) {
	return async (input, init) => {
		const given = input instanceof Request ? input : null;
		const url = new URL(given ? given.url : String(input), x.url);
		const headers = init?.headers ?? (given && [...given.headers].length > 0 ? given.headers : undefined);
		const body = init?.body ?? undefined;
		const response = await event.fetch(input, init);
		const plain = body === undefined ? !given?.body : typeof body === 'string' || is_bytes(body);
		if (!plain) return response;
		let kept = false;
		const keep = (content) => {
			if (kept) return;
			kept = true;
			const filter = header_filters.get(event);
			const admitted = filter ? [...response.headers].filter(([name, value]) => filter(name, value)) : [];
			x.embed(
				url.href,
				[response.status, response.statusText, admitted.flat()],
				content,
				[headers ? [...new Headers(headers)].join(',') : undefined, body],
				[response.headers.get('cache-control'), response.headers.get('age'), response.headers.get('vary')]
			);
		};
		return new Proxy(response, {
			get(target, key) {
				switch (key) {
					case 'text':
						return async () => {
							const text = await target.text();
							keep(text);
							return text;
						};
					case 'json':
						return async () => {
							const text = await target.text();
							keep(text);
							return JSON.parse(text);
						};
					case 'arrayBuffer':
						return async () => {
							const buffer = await target.arrayBuffer();
							keep(new Uint8Array(buffer.slice(0)));
							return buffer;
						};
				}
				const value = Reflect.get(target, key, target);
				return typeof value === 'function' ? value.bind(target) : value;
			}
		});
	};
}

/** Runs a universal load on the server (F-65). */
export async function universal_load(x, event, load, index, data, where) {
	const uses = create_uses();
	const load_event = {
		get params() { return event.params; },
		get route() { return event.route; },
		get url() { return event.url; },
		data,
		fetch: embedding_fetch(x, event),
		setHeaders: event.setHeaders,
		depends() {},
		parent: async () => x.parent(true, index),
		untrack: untracked(uses),
		tracing
	};
	const result = await within(event, load, load_event);
	if (x.dev) check_load_result(result, where);
	return result ?? null;
}

/** Data of several nodes in one object, deeper ones winning (F-58). */
export function merge(...data) {
	return Object.assign({}, ...data);
}

/** Waits for promises in data: gives each an id, then tells of each as it settles. */
export function create_deferred() {
	let count = 0;
	let open = 0;
	let wake = () => {};
	const settled = [];
	const settle = (id, fulfilled) => (value) => {
		open -= 1;
		settled.push([id, fulfilled, value]);
		wake();
	};
	return {
		defer(promise) {
			const id = (count += 1);
			open += 1;
			Promise.resolve(promise).then(settle(id, true), settle(id, false));
			return id;
		},
		/** `[id, whether it was fulfilled, value]`, or null when none is open. */
		async next() {
			while (settled.length === 0) {
				if (open === 0) return null;
				await new Promise((resolve) => (wake = resolve));
			}
			return settled.shift();
		}
	};
}

/* ---------------------------------------------------------------- errors */

const REDIRECT = 0, APP = 1, FRAMEWORK = 2, UNKNOWN = 3;
const framework_status = Symbol.for('formwork.status');

/** What kind of thing was thrown: `[kind, …]` (S-76). Never runs user code that could throw. */
export function classify(value) {
	if (value instanceof Redirect) {
		return [REDIRECT, value.status, String(value.location)];
	}
	if (value instanceof HttpError) return [APP, Number(value.status), value.body];
	if (value instanceof Error && Object.hasOwn(value, framework_status)) {
		return [FRAMEWORK, value[framework_status], value.message];
	}
	if (value instanceof ActionFailure) {
		return [UNKNOWN, new Error('`fail(...)` was thrown. Return it from the action instead: `return fail(...)`')];
	}
	return [UNKNOWN, value];
}

/**
 * The object that stands for an error everywhere: `handleError`'s answer over the fallback (S-77).
 * Gives `[object, JSON, status, reason the hook itself failed]`.
 */
export async function to_error_object(hook, event, kind, error, fallback) {
	let result, failed;
	if (hook) {
		try {
			result = await within(event, hook, { kind, error, event, status: fallback.status, message: fallback.message });
		} catch (reason) {
			failed = [reason];
			fallback = { status: fallback.status, message: 'Internal Error' };
		}
	}
	const object = { ...fallback, ...result };
	return [object, JSON.stringify(object), Number(object.status), failed];
}

/* ---------------------------------------------------------------- rendering */

/** The state that `$app/state` shows while a page is rendered (S-135). */
export function create_page(x, event, data, error, form, status) {
	return {
		data,
		error,
		form,
		params: event.params,
		route: event.route,
		shallow: null,
		state: {},
		status,
		url: event.url
	};
}

/** Renders the branch: `[head, body]`. */
export function render(event, components, boundaries, data, form, error, page) {
	const props = { components, boundaries, data, form, params: page.params, error };
	const context = new Map([['__formwork__', { page }]]);
	return within(event, () => {
		const { head, body } = render_svelte(Root, { props, context });
		return [head, body];
	});
}
