/**
 * `fetch` of universal loads in the browser: responses that the server embedded in the document (C-145), the ones
 * among them that may be used for some time (C-147), and the network. `watchWrites` makes a write through
 * `window.fetch` forget what is kept for that URL (C-25), and in development tells of loads that call it (F-79).
 */
import { DEV } from 'esm-env';
import { served } from './app-paths.js';

/** @type {Map<string, { body: any, init: ResponseInit, until: number }>} */
const kept = new Map();

/** Must run before the app's code can hold on to the original function. */
export function watchWrites() {
	const native = window.fetch;
	window.fetch = (input, init) => {
		if (DEV) tellLoad(input);
		const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
		if (kept.size && method.toUpperCase() !== 'GET') {
			const url = input instanceof Request ? input.url : input;
			const prefix = JSON.stringify(urlKey(new URL(url, document.baseURI)));
			for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
		}
		return native(input, init);
	};
}

/** What loads have been told of. @type {Set<string>} */
const told = new Set();

/**
 * Development: whether `loadNode` of load.js led here, and not by way of `loadFetch`, is what the stack tells.
 * @param {RequestInfo | URL} input
 */
function tellLoad(input) {
	const stack = new Error().stack ?? '';
	if (!/\bloadNode\b/.test(stack) || /\bloadFetch\b/.test(stack)) return;
	const url = String(input instanceof Request ? input.url : input);
	if (told.has(url)) return;
	told.add(url);
	console.warn(
		`A load function called \`window.fetch\` with ${url}. Take \`fetch\` from the argument of \`load\` instead: it works on the server too, and what it fetched there is not fetched again`
	);
}

/** As in the document: same-origin URLs are kept without the origin, as the server sees them. @param {URL} url */
const urlKey = (url) => (url.origin === location.origin ? served(url.pathname) + url.search : url.href);

/**
 * @param {RequestInfo | URL} input
 * @param {RequestInit | undefined} init
 * @param {URL} resolved
 * @param {boolean} hydrating
 * @returns {Promise<Response>}
 */
export async function loadFetch(input, init, resolved, hydrating) {
	const request = input instanceof Request ? input : null;
	const headers = init?.headers ?? (request && [...request.headers].length ? request.headers : undefined);
	const url = urlKey(resolved);
	const hash = requestHash(headers, init?.body);
	const key = JSON.stringify(url) + (hash ?? '');

	const embedded = hydrating ? takeEmbedded(url, hash, key) : null;
	if (embedded) return embedded;

	const hit = kept.get(key);
	if (hit) {
		const cache = init?.cache ?? request?.cache ?? 'default';
		if (performance.now() < hit.until && ['default', 'force-cache', 'only-if-cached'].includes(cache)) {
			return new Response(hit.body, hit.init);
		}
		if (performance.now() >= hit.until) kept.delete(key);
	}
	return window.fetch(request ? input : resolved.href, init);
}

/**
 * @param {string} url
 * @param {string | null} hash
 * @param {string} key
 */
function takeEmbedded(url, hash, key) {
	for (const script of document.querySelectorAll('script[data-sveltekit-fetched]')) {
		if (script.getAttribute('data-url') !== url || script.getAttribute('data-hash') !== hash) continue;
		script.remove();
		const { body: text, ...init } = JSON.parse(script.textContent ?? '');
		const body = script.getAttribute('data-b64') === null ? text : fromBase64(text);
		const ttl = Number(script.getAttribute('data-ttl'));
		if (ttl > 0) kept.set(key, { body, init, until: performance.now() + ttl * 1000 });
		return new Response([101, 204, 205, 304].includes(init.status) ? null : body, init);
	}
	return null;
}

/** @param {string} text */
function fromBase64(text) {
	return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/**
 * Tells requests to one URL apart by headers and body (F-77); null when they have neither.
 * @param {HeadersInit | undefined} headers
 * @param {any} body
 * @returns {string | null}
 */
export function requestHash(headers, body) {
	/** @type {(string | Uint8Array)[]} */
	const values = [];
	if (headers) values.push([...new Headers(headers)].join(','));
	if (typeof body === 'string') values.push(body);
	else if (body instanceof ArrayBuffer) values.push(new Uint8Array(body));
	else if (ArrayBuffer.isView(body)) values.push(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
	if (!values.length) return null;

	let hash = 5381;
	for (const value of values) {
		for (let i = value.length - 1; i >= 0; i -= 1) {
			hash = (Math.imul(hash, 33) ^ (typeof value === 'string' ? value.charCodeAt(i) : value[i])) | 0;
		}
	}
	return (hash >>> 0).toString(36);
}
