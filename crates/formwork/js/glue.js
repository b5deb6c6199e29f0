// The JavaScript half of the pipeline: what needs JavaScript values and nothing else. Rust decides what
// happens and in which order (src/pipeline), and calls the functions exported here; each does one step.
//
// `x` is always the native exchange (src/exchange.rs): the request as Rust holds it.

import { capture, getStore, runFrom } from 'formwork:context';

/** Classes of the app's own `@sveltejs/kit`: one identity for all user code (S-71). */
let HttpError, Redirect, ActionFailure;
let render_svelte, Root, at_page;

/** Takes from the app's bundle what the functions below need. */
export function boot(entry) {
	({ HttpError, Redirect, ActionFailure } = entry.internal);
	render_svelte = entry.render;
	Root = entry.Root;
	at_page = entry.atPage;
}

/* ---------------------------------------------------------------- modules */

export function start_loading(lazy) {
	return lazy();
}

/** Names of an `actions` export that are its own (S-5). */
export function action_names(actions) {
	return Object.getOwnPropertyNames(actions);
}

/** Whether a truthy `default` stands beside others (S-3). */
export function is_mixed(actions) {
	return Boolean(actions.default) && Object.keys(actions).length > 1;
}

/** The action of that name, asked for at each request: an app may add some while it runs. Undefined if it is not the object's own. */
export function find_action(actions, name) {
	return Object.hasOwn(actions, name) ? [actions[name]] : undefined;
}

export function init(hook) {
	return hook();
}

/** `reroute` gets a copy, so that nothing it does reaches `event.url` (F-123). */
export async function reroute(hook, event, href) {
	const result = await hook({ url: new URL(href), fetch: event.fetch });
	return result === undefined || result === null ? null : result instanceof URL ? result.pathname : String(result);
}

/** What a matcher may make of a text (F-30). */
const parameter_types = ['string', 'number', 'boolean', 'bigint'];

/** The value a matcher gives a parameter, or undefined if it refuses (F-30, F-31). */
export function match_param(matchers, name, text) {
	const matcher = (matchers.params ?? matchers)[name];
	if (typeof matcher?.match === 'function') return matcher.match(text) ? text : undefined;
	const by_function = typeof matcher === 'function';
	const result = by_function ? matcher(text) : matcher['~standard'].validate(text);
	if (typeof result?.then === 'function') {
		throw new Error(`The parameter matcher \`${name}\` is asynchronous, which matchers cannot be`);
	}
	if (!by_function && result.issues) return undefined;
	const value = by_function ? result : result.value;
	if (by_function && value === undefined) return undefined;
	if (!parameter_types.includes(typeof value)) {
		const got = value === null ? 'null' : typeof value;
		throw new Error(
			`The parameter matcher \`${name}\` must give a string, a number, a boolean or a bigint, or undefined for no match; it gave ${got}`
		);
	}
	return value;
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
function note_replaced_request(x, event) {
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

/* ---------------------------------------------------------------- fetch */

let handle_fetch_hook;

export function set_handle_fetch(hook) {
	handle_fetch_hook = hook;
}

/** `event.fetch`: relative to the request, through `handleFetch`, own pages in process (F-70…F-75). */
function event_fetch(x, event, input, init) {
	return attached_later(fetch_through_hook(x, event, input, init));
}

/** An app may attach to the promise later: until then a rejection is nobody's fault (F-78). */
function attached_later(promise) {
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

/* ---------------------------------------------------------------- calling user code */

/**
 * By event: the exchange, and the context in which `resolve` was called, or `event.fetch` for an inner request. An
 * `AsyncLocalStorage` reaches what is inside.
 */
const surroundings = new WeakMap();

/** The request that a context belongs to, for the log (F-207). */
export function request_of({ event }) {
	return `${event.request.method} ${event.url.pathname}`;
}

/** Calls user code with the request as its context (S-105). */
function within(event, fn, ...args) {
	const known = surroundings.get(event);
	// The engine's `fetch` asks the owner to what its requests belong.
	return runFrom(known?.context, { event, owner: known?.x }, fn, ...args);
}

/** `filterSerializedResponseHeaders` by the event that `resolve` was called with. */
const header_filters = new WeakMap();

export function handle(hook, x, event) {
	const resolve = async (event, options) => {
		const filter = options?.filterSerializedResponseHeaders;
		if (filter) header_filters.set(event, filter);
		surroundings.set(event, { x, context: capture() });
		note_replaced_request(x, event);
		return x.resolve(x, event, options);
	};
	return within(event, hook, { event, resolve });
}

/** Fonts have the name of their source as well (F-114). */
export function wants_preload(preload, type, path, filename) {
	return Boolean(preload(filename == null ? { type, path } : { type, path, filename }));
}

export async function transform_chunk(transform, html) {
	return String((await transform({ html, done: true })) ?? '').toWellFormed();
}

/** `[0, data]` for a success, `[1, status, data]` for a failure. The action has no `this` (S-2). */
export async function call_action(x, event, action) {
	const result = await within(event, action, event);
	if (result instanceof ActionFailure) return [1, result.status, result.data];
	// In production they are values that cannot be sent, like others (S-72).
	if (!x.dev) return [0, result];
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
		active: true,
		/** Where the load stands, once it has returned; null in production, where nobody is warned. */
		late: null
	};
}

/** Notes a use. What is used only after the load has returned comes too late, which development says (F-64). */
function note_use(uses, what, is_new, add) {
	if (!uses.active) return;
	if (uses.late === null) add();
	else if (is_new()) {
		console.warn(
			`${uses.late}: ${what} was read after the load function had returned, so the load will not run again when that changes; read it before returning`
		);
	}
}
const note_in = (uses, set, name, what) => note_use(uses, what, () => !set.has(name), () => set.add(name));

const tracked_url_members = ['href', 'pathname', 'search', 'toString', 'toJSON'];

/** A copy of the URL whose members note that they were read (F-61). */
function track_url(source, uses) {
	const url = new URL(source);
	const note = () => note_use(uses, '`url`', () => !uses.url, () => (uses.url = true));
	const search_params = new Proxy(url.searchParams, {
		get(target, key) {
			if (key === 'get' || key === 'getAll' || key === 'has') {
				return (name, ...rest) => {
					name = String(name);
					note_in(uses, uses.search_params, name, `\`url.searchParams.${key}(${JSON.stringify(name)})\``);
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
			if (typeof key === 'string') note_in(uses, uses.params, key, `\`params.${key}\``);
			return target[key];
		}
	});
}

function track_route(route, uses) {
	return new Proxy(route, {
		get(target, key) {
			if (key === 'id') note_use(uses, '`route.id`', () => !uses.route, () => (uses.route = true));
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
	// All that is on the event, also what `handle` put there (F-116), and what belongs to a load.
	const load_event = Object.defineProperties({}, Object.getOwnPropertyDescriptors(event));
	const own = {
		get params() { return (params ??= track_params(event.params, uses)); },
		get route() { return (route ??= track_route(event.route, uses)); },
		get url() { return (url ??= track_url(event.url, uses)); },
		depends: (...ids) => {
			for (const id of ids) {
				const { href } = new URL(id, x.url);
				note_in(uses, uses.dependencies, href, `\`depends(${JSON.stringify(id)})\``);
			}
		},
		parent: async () => {
			note_use(uses, '`parent()`', () => !uses.parent, () => (uses.parent = true));
			return x.parent(false, index);
		},
		untrack: untracked(uses)
	};
	Object.defineProperties(load_event, Object.getOwnPropertyDescriptors(own));
	const data = await within(event, load, load_event);
	if (x.dev) {
		check_load_result(data, where);
		uses.late = where;
	}
	const { dependencies, search_params, params: names, parent, route: by_route, url: by_url } = uses;
	return [data ?? null, [...dependencies], [...search_params], [...names], parent, by_route, by_url];
}

const is_bytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/**
 * `fetch` of a universal load: what is read of a response is kept for the document (F-77, C-145), unless the page has
 * no client code, which nobody would take it over for.
 */
function embedding_fetch(x, event, hydrated) {
	return (input, init) => attached_later(fetch_and_keep(x, event, hydrated, input, init));
}

async function fetch_and_keep(x, event, hydrated, input, init) {
	const given = input instanceof Request ? input : null;
	const url = new URL(given ? given.url : String(input), x.url);
	const headers = init?.headers ?? (given && [...given.headers].length > 0 ? given.headers : undefined);
	let body = init?.body ?? undefined;
	if (ArrayBuffer.isView(body)) body = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
	if (hydrated && body === undefined && given?.body) body = new Uint8Array(await given.clone().arrayBuffer());
	let response = await event.fetch(input, init);
	if (/^https?:$/.test(url.protocol) && url.origin !== new URL(x.url).origin) {
		response = as_in_browser(x, response, given ? given.mode : (init?.mode ?? 'cors'));
	}
	if (!hydrated) return response;
	// A body that is neither text nor bytes cannot be told apart from another one.
	if (body !== undefined && typeof body !== 'string' && !is_bytes(body)) return response;
	const filter = header_filters.get(event);
	let kept = false;
	const keep = (content) => {
		if (kept) return;
		kept = true;
		const admitted = filter ? [...response.headers].filter(([name, value]) => filter(name, value)) : [];
		x.embed(
			url.href,
			[response.status, response.statusText, admitted.flat()],
			content,
			[headers ? [...new Headers(headers)].join(',') : undefined, body],
			[response.headers.get('cache-control'), response.headers.get('age'), response.headers.get('vary')]
		);
	};
	const keep_bytes = (buffer) => keep(new Uint8Array(buffer.slice(0)));
	let stream;
	return new Proxy(response, {
		get(target, key) {
			switch (key) {
				case 'text':
					return async () => {
						const text = await target.text();
						keep(no_body.has(target.status) ? undefined : text);
						return text;
					};
				case 'json':
					return async () => {
						const text = await target.text();
						keep(no_body.has(target.status) ? undefined : text);
						return text === '' ? undefined : JSON.parse(text);
					};
				case 'arrayBuffer':
				case 'bytes':
					return async () => {
						const bytes = await target[key]();
						keep_bytes(bytes);
						return bytes;
					};
				case 'body':
					return (stream ??= kept_stream(target.body, keep_bytes));
				case 'headers':
					return guarded_headers(target.headers, filter);
			}
			const value = Reflect.get(target, key, target);
			return typeof value === 'function' && key !== 'constructor' ? value.bind(target) : value;
		}
	});
}

/** What a browser would let a page see of a response of another origin (F-76). */
function as_in_browser(x, response, mode) {
	const { status, statusText, headers } = response;
	if (mode === 'no-cors') {
		response.body?.cancel().catch(() => {});
		return new Response(no_body.has(status) ? null : '', { status, statusText, headers });
	}
	const { origin } = new URL(x.url);
	const allowed = headers.get('access-control-allow-origin');
	if (allowed === '*' || allowed === origin) return response;
	response.body?.cancel().catch(() => {});
	const header = allowed === null ? 'has no `access-control-allow-origin` header' : `allows only ${JSON.stringify(allowed)}`;
	throw new Error(
		`CORS: a browser would not let ${origin} read ${response.url}, which ${header}. Universal load functions also run in the browser, so this fails here too; fetch it in a server load function (+page.server.js) instead`
	);
}

const no_body = new Set([101, 103, 204, 205, 304]);

/** The same stream; what it has given is kept once it has ended. */
function kept_stream(stream, keep) {
	if (!stream) return stream;
	const pieces = [];
	return stream.pipeThrough(
		new TransformStream({
			transform(piece, controller) {
				pieces.push(piece.slice());
				controller.enqueue(piece);
			},
			async flush() {
				keep(await new Blob(pieces).arrayBuffer());
			}
		})
	);
}

/** Headers that the document will not have cannot be read on the server either: the browser would see another page. */
function guarded_headers(headers, filter) {
	const admit = (name, value) => {
		if (name.startsWith('x-sveltekit-') || filter?.(name, value)) return;
		throw new Error(
			`The response header ${JSON.stringify(name)} is not sent to the browser, so a universal load cannot read it: admit it with the \`filterSerializedResponseHeaders\` option of \`resolve\` in the handle hook`
		);
	};
	return new Proxy(headers, {
		get(target, key) {
			switch (key) {
				case 'get':
					return (name) => {
						const value = target.get(name);
						if (value !== null) admit(String(name).toLowerCase(), value);
						return value;
					};
				case 'getSetCookie':
					return () => {
						const values = target.getSetCookie();
						if (values.length > 0) admit('set-cookie', values.join(', '));
						return values;
					};
			}
			const value = Reflect.get(target, key, target);
			return typeof value === 'function' ? value.bind(target) : value;
		}
	});
}

/** Runs a universal load on the server (F-65). `hydrated`: the page has client code. */
export async function universal_load(x, event, load, index, data, where, hydrated) {
	const uses = create_uses();
	const load_event = {
		get params() { return event.params; },
		get route() { return event.route; },
		get url() { return event.url; },
		data,
		fetch: embedding_fetch(x, event, hydrated),
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
 * Gives `[object, JSON, status, reason the hook itself failed, message]`, or a promise of it if the hook gives one.
 */
export function to_error_object(hook, event, kind, error, fallback) {
	const put_together = (fallback, result, failed) => {
		const object = { ...fallback, ...result };
		const message = String(object.message ?? '').toWellFormed();
		return [object, JSON.stringify(object), Number(object.status), failed, message];
	};
	const hook_failed = (reason) =>
		put_together({ status: fallback.status, message: 'Internal Error' }, undefined, [reason]);
	if (!hook) return put_together(fallback);
	let result;
	try {
		result = within(event, hook, { kind, error, event, status: fallback.status, message: fallback.message });
	} catch (reason) {
		return hook_failed(reason);
	}
	if (typeof result?.then !== 'function') return put_together(fallback, result);
	return Promise.resolve(result).then((result) => put_together(fallback, result), hook_failed);
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

/** The error object for what a component threw, or a promise of it (F-93). */
function error_of_component(x, event, hook, thrown) {
	const [kind, status, body] = classify(thrown);
	switch (kind) {
		case APP: return to_error_object(hook, event, 'app', body, body);
		case FRAMEWORK: {
			const error = { status, message: body };
			return to_error_object(hook, event, 'framework', error, error);
		}
	}
	const error = status;
	if (!hook) x.log_unknown(error);
	const made = to_error_object(hook, event, 'unknown', error, { status: 500, message: 'Internal Error' });
	const log = (parts) => {
		if (parts[3]) x.log_failed_hook(parts[3][0], error);
		return parts;
	};
	return made instanceof Promise ? made.then(log) : log(made);
}

let watching = false;

/** In development, a component that fetches a relative URL while it is rendered is told so where it does (F-79). */
function watch_fetch() {
	if (watching) return;
	watching = true;
	const { fetch } = globalThis;
	globalThis.fetch = (input, init) => {
		if (typeof input === 'string' && !/^[a-z][a-z\d+\-.]*:/i.test(input) && getStore()?.rendering) {
			throw new Error(
				`\`fetch\` was called with the relative URL ${JSON.stringify(input)} while a component is rendered on the server, where it is relative to nothing: fetch in a load function, with the \`fetch\` that it is given, or in \`onMount\``
			);
		}
		return fetch(input, init);
	};
}

/**
 * Renders the branch: `[head, body, hashes of scripts, error that an error page caught: its JSON, its status]`. Svelte's
 * renderer does not wait for what `handleError` makes of an error; if it has to be waited for, the page is rendered
 * again. Scripts of Svelte's own get the nonce, or are hashed.
 */
export async function render(x, event, hook, components, boundaries, data, form, error, page, nonce, hash) {
	const csp = nonce == null ? { hash } : { nonce };
	const props = { components, boundaries, data, form, params: page.params, error };
	const context = new Map([['__formwork__', { page }]]);
	const { status } = page;
	const known = [];
	for (;;) {
		let used = 0;
		let pending = null;
		let caught = null;
		const transformError = (thrown) => {
			if (thrown instanceof Redirect || pending !== null) throw thrown;
			if (used === known.length) {
				const made = error_of_component(x, event, hook, thrown);
				if (made instanceof Promise) {
					pending = made;
					throw thrown;
				}
				known.push(made);
			}
			const [object, json, status] = known[used++];
			page.error = object;
			page.status = status;
			caught = [json, status];
			return object;
		};
		try {
			// What Svelte gives renders when it is asked, by `await` in a job of its own: it is asked here, in the
			// context of this request.
			if (x.dev) watch_fetch();
			const outer = surroundings.get(event)?.context;
			const { head, body, hashes } = await runFrom(outer, { event, owner: x, rendering: true }, () => {
				const rendering = render_svelte(Root, { props, context, csp, transformError });
				return new Promise((resolve, reject) => at_page(page.url, () => rendering.then(resolve, reject)));
			});
			// Rust's text has no lone surrogates; on the wire they are U+FFFD.
			return [head.toWellFormed(), body.toWellFormed(), hashes?.script ?? [], ...(caught ?? [null, null])];
		} catch (thrown) {
			if (pending === null) throw thrown;
			known.push(await pending);
			page.error = error;
			page.status = status;
		}
	}
}
