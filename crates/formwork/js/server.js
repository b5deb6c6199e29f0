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

export function read(asset) {
	throw new Error(`read(${JSON.stringify(asset)}) of $app/server is not available in Formwork yet`);
}

/** What Rust answers; given when the site boots. */
let host = {};

export function connect(natives) {
	host = natives;
}

/** An action result as the wire has it, with its data decoded (C-67). */
export function deserialize(text) {
	const result = JSON.parse(text);
	if (result.data) result.data = host.decode(result.data);
	return result;
}

/** Route id and params of a URL of this app, or null (F-155). */
export async function match(url) {
	return host.match(new URL(url, getStore()?.event?.url).href);
}

const environment = globalThis.process?.env ?? {};
const is_public = ([name]) => name.startsWith('PUBLIC_');

/** `$env/dynamic/*`: names that begin with `PUBLIC_` are public, all others private (F-167). */
export const publicEnv = Object.fromEntries(Object.entries(environment).filter(is_public));
export const privateEnv = Object.fromEntries(Object.entries(environment).filter((entry) => !is_public(entry)));
