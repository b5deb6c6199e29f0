// Loads, and the promises in what they give.

import { embedding_fetch } from 'formwork:glue/embedded';
import { tracing } from 'formwork:glue/event';
import { within } from 'formwork:glue/surroundings';
import { create_uses, note_in, note_use, track_params, track_route, track_url, untracked } from 'formwork:glue/uses';

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
