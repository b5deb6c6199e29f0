// What a load used, so that the client knows when to run it again (S-137, F-60…F-64).

import { guard_hash, no_hash } from 'formwork:glue/event';

/** What a load used, so that the client knows when to run it again (S-137). */
export function create_uses() {
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
export function note_use(uses, what, is_new, add) {
	if (!uses.active) return;
	if (uses.late === null) add();
	else if (is_new()) {
		console.warn(
			`${uses.late}: ${what} was read after the load function had returned, so the load will not run again when that changes; read it before returning`
		);
	}
}
export const note_in = (uses, set, name, what) => note_use(uses, what, () => !set.has(name), () => set.add(name));

const tracked_url_members = ['href', 'pathname', 'search', 'toString', 'toJSON'];

/** A copy of the URL whose members note that they were read (F-61). */
export function track_url(source, uses) {
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

export function track_params(params, uses) {
	return new Proxy(params, {
		get(target, key) {
			if (typeof key === 'string') note_in(uses, uses.params, key, `\`params.${key}\``);
			return target[key];
		}
	});
}

export function track_route(route, uses) {
	return new Proxy(route, {
		get(target, key) {
			if (key === 'id') note_use(uses, '`route.id`', () => !uses.route, () => (uses.route = true));
			return target[key];
		}
	});
}

export function untracked(uses) {
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
