/**
 * What a load depends on, and whether that has changed (C-103 … C-106, F-61). The recording half hands a load views
 * of `url`, `params` and `route` that note what is read; the deciding half compares two pages. Pure.
 */
import { sameValues } from './location.js';

/** @returns {import('./app').Uses} */
export function noUses() {
	return {
		dependencies: new Set(),
		params: new Set(),
		search: new Set(),
		parent: false,
		route: false,
		url: false
	};
}

/**
 * @param {import('./app').ServerUses | undefined} uses as the server writes them (C-93)
 * @returns {import('./app').Uses}
 */
export function readUses(uses = {}) {
	return {
		dependencies: new Set(uses.dependencies),
		params: new Set(uses.params),
		search: new Set(uses.search_params),
		parent: !!uses.parent,
		route: !!uses.route,
		url: !!uses.url
	};
}

/** Reading one of these tells the page's address; `origin`, `host` and the like do not depend on the page. */
const ADDRESS = /** @type {const} */ (['href', 'pathname', 'search', 'toString', 'toJSON']);

/**
 * Views for one run of a load. Recording is suspended while `untrack`'s callback runs synchronously.
 * @param {{ url: URL, params: Record<string, any>, route: { id: string | null } }} page
 * @param {import('./app').Uses} uses
 * @param {boolean} strict throw for `url.hash` (F-62)
 */
export function track(page, uses, strict) {
	let recording = true;

	const url = new URL(page.url);
	const searchParams = new Proxy(page.url.searchParams, {
		get(target, key) {
			const value = Reflect.get(target, key);
			if (key === 'get' || key === 'getAll' || key === 'has') {
				return (/** @type {string} */ name, /** @type {any[]} */ ...rest) => {
					if (recording) uses.search.add(name);
					return value.call(target, name, ...rest);
				};
			}
			if (recording) uses.url = true;
			return typeof value === 'function' ? value.bind(target) : value;
		}
	});
	Object.defineProperty(url, 'searchParams', { value: searchParams, enumerable: true, configurable: true });

	for (const key of ADDRESS) {
		Object.defineProperty(url, key, {
			get() {
				if (recording) uses.url = true;
				const value = page.url[key];
				return typeof value === 'function' ? value.bind(page.url) : value;
			},
			enumerable: true,
			configurable: true
		});
	}
	if (strict) {
		Object.defineProperty(url, 'hash', {
			get() {
				throw new Error('`url.hash` cannot be read in a load: the server never sees it. Use `page.url.hash`');
			}
		});
	}

	return {
		url,
		params: new Proxy(page.params, {
			get(target, key) {
				if (recording && typeof key === 'string') uses.params.add(key);
				return Reflect.get(target, key);
			},
			has(target, key) {
				if (recording && typeof key === 'string') uses.params.add(key);
				return Reflect.has(target, key);
			},
			ownKeys(target) {
				if (recording) for (const key of Object.keys(target)) uses.params.add(key);
				return Reflect.ownKeys(target);
			}
		}),
		route: {
			get id() {
				if (recording) uses.route = true;
				return page.route.id;
			}
		},
		parent() {
			if (recording) uses.parent = true;
		},
		/** @param {string} href */
		dependency(href) {
			if (recording) uses.dependencies.add(href);
		},
		/** @template T @param {() => T} fn */
		untrack(fn) {
			const before = recording;
			recording = false;
			try {
				return fn();
			} finally {
				recording = before;
			}
		}
	};
}

/**
 * How the page that is wanted differs from the one that is shown.
 * @typedef {{
 *   route: boolean,
 *   url: boolean,
 *   search: Set<string>,
 *   params: Set<string>,
 *   forced: boolean,
 *   invalidated: ((url: URL) => boolean)[]
 * }} Change
 */

/**
 * @param {{ url: URL | null, routeId: string | null, params: Record<string, any> }} shown
 * @param {{ url: URL, routeId: string | null, params: Record<string, any> }} wanted
 * @param {{ forced: boolean, invalidated: ((url: URL) => boolean)[] }} asked
 * @returns {Change}
 */
export function compare(shown, wanted, asked) {
	const before = shown.url?.searchParams ?? new URLSearchParams();
	const after = wanted.url.searchParams;
	/** @type {Set<string>} */
	const search = new Set();
	for (const key of [...before.keys(), ...after.keys()]) {
		if (!sameValues(before.getAll(key), after.getAll(key))) search.add(key);
	}
	/** @type {Set<string>} */
	const params = new Set();
	for (const key of [...Object.keys(shown.params), ...Object.keys(wanted.params)]) {
		if (shown.params[key] !== wanted.params[key]) params.add(key);
	}
	return {
		// a page shown without a route has nothing to compare with
		route: shown.routeId === null || shown.routeId !== wanted.routeId,
		url: !shown.url || shown.url.pathname + shown.url.search !== wanted.url.pathname + wanted.url.search,
		search,
		params,
		...asked
	};
}

/**
 * Whether a load has to run again (C-104); that its module is the same one is the caller's to know.
 * @param {import('./app').Uses | undefined} uses undefined when there is no load
 * @param {Change} change
 * @param {boolean} parentReran
 */
export function isStale(uses, change, parentReran) {
	if (!uses) return false;
	if (change.forced) return true;
	if (uses.parent && parentReran) return true;
	if (uses.route && change.route) return true;
	if (uses.url && change.url) return true;
	if (intersects(uses.search, change.search) || intersects(uses.params, change.params)) return true;
	for (const href of change.invalidated.length ? uses.dependencies : []) {
		const url = new URL(href);
		if (change.invalidated.some((matches) => matches(url))) return true;
	}
	return false;
}

/**
 * @param {Set<string>} a
 * @param {Set<string>} b
 */
function intersects(a, b) {
	for (const item of a) if (b.has(item)) return true;
	return false;
}
