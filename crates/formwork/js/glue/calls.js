// Calls of hooks, actions and endpoints.

import { capture } from 'formwork:context';
import { ActionFailure, HttpError, Redirect } from 'formwork:glue/app';
import { note_replaced_request } from 'formwork:glue/event';
import { surroundings, within } from 'formwork:glue/surroundings';

/** `filterSerializedResponseHeaders` by the event that `resolve` was called with. */
export const header_filters = new WeakMap();

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
