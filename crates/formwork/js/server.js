// What `$app/server` and its neighbours have on the server; the app's bundle imports it by name.

import { getStore } from 'formwork:context';

/** The event of the request being handled, also after an `await` (S-105). */
export function getRequestEvent() {
	const event = getStore()?.event;
	if (!event) {
		throw new Error(
			'getRequestEvent() can only be called while a request is being handled: in hooks, actions, load functions and endpoints, or functions they call'
		);
	}
	return event;
}

/** Origin of the request being handled, if there is one (S-67). */
export function currentOrigin() {
	return getStore()?.event?.url.origin;
}

/** What Rust answers; given when the site boots. */
let host = {};

/** A file by the URL that an import of it gives, or of `static` (F-156). */
export function read(asset) {
	const [, type, base64, data] = /^data:([^,]*?)(;base64)?,([^]*)$/.exec(asset) ?? [];
	if (data === undefined) {
		// `asset(…)` may be relative to the page of the request.
		const { pathname } = new URL(asset, getStore()?.event?.url ?? 'http://formwork.invalid');
		return host.read(pathname);
	}
	const bytes = base64
		? Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0))
		: new TextEncoder().encode(decodeURIComponent(data));
	const headers = { 'content-length': String(bytes.length), 'content-type': type || 'application/octet-stream' };
	return new Response(bytes, { headers });
}

export function connect(natives) {
	host = natives;
}

/** An action result as the wire has it, with its data decoded (C-67). */
export function deserialize(text) {
	const result = JSON.parse(text);
	if (result.data) result.data = host.decode(result.data);
	return result;
}

/** Route id and params of a URL of this app as `reroute` sees it, or null (F-155). */
export async function match(url) {
	const event = getStore()?.event;
	url = new URL(url, event?.url);
	const { reroute } = host;
	if (!reroute) return host.match(url.pathname);
	try {
		const path = await reroute({ url: new URL(url), fetch: event?.fetch ?? fetch });
		return host.match(path instanceof URL ? path.pathname : String(path ?? url.pathname));
	} catch {
		return null;
	}
}

const environment = globalThis.process?.env ?? {};
const is_public = ([name]) => name.startsWith('PUBLIC_');

/** `$env/dynamic/*`: names that begin with `PUBLIC_` are public, all others private (F-167). */
export const publicEnv = Object.fromEntries(Object.entries(environment).filter(is_public));
export const privateEnv = Object.fromEntries(Object.entries(environment).filter((entry) => !is_public(entry)));
