// The request that user code runs for, as the context of its calls (S-105).

import { runFrom } from 'formwork:context';

/**
 * By event: the exchange, and the context in which `resolve` was called, or `event.fetch` for an inner request. An
 * `AsyncLocalStorage` reaches what is inside.
 */
export const surroundings = new WeakMap();

/** The request that a context belongs to, for the log (F-207). */
export function request_of({ event }) {
	return `${event.request.method} ${event.url.pathname}`;
}

/** Calls user code with the request as its context (S-105). */
export function within(event, fn, ...args) {
	const known = surroundings.get(event);
	// The engine's `fetch` asks the owner to what its requests belong.
	return runFrom(known?.context, { event, owner: known?.x }, fn, ...args);
}
