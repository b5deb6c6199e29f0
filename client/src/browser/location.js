/**
 * Questions about URLs: are two of them the same place, what is the data request for a page, what does the trailing
 * slash rule make of a path. Pure functions; no one here looks at `window`.
 */

const DATA_SUFFIX = '/__data.json';
const HTML_DATA_SUFFIX = '.html__data.json';

/** Path and query: what identifies a page, the hash never does (C-105). @param {URL} url */
export const pageKey = (url) => url.pathname + url.search;

/**
 * Whether two query strings hold the same values for every key, whatever the order (C-42).
 * @param {URLSearchParams} a
 * @param {URLSearchParams} b
 */
export function sameQuery(a, b) {
	if (a.size !== b.size) return false;
	for (const key of new Set(a.keys())) {
		if (!sameValues(a.getAll(key), b.getAll(key))) return false;
	}
	return true;
}

/**
 * Equal as multisets.
 * @param {string[]} a
 * @param {string[]} b
 */
export function sameValues(a, b) {
	if (a.length !== b.length) return false;
	const sorted = [...b].sort();
	return [...a].sort().every((value, i) => value === sorted[i]);
}

/**
 * Whether an action result that carries location `a` concerns the page that is being looked at (C-42).
 * @param {URL} a
 * @param {URL} b
 */
export function sameLocation(a, b) {
	return a.origin === b.origin && a.pathname === b.pathname && sameQuery(a.searchParams, b.searchParams);
}

/** @param {URL} url */
export function withoutHash(url) {
	return url.href.replace(/#.*$/, '');
}

/**
 * @param {URL} url
 * @param {string} origin
 * @param {string} base
 */
export function insideApp(url, origin, base) {
	return url.origin === origin && (url.pathname === base || url.pathname.startsWith(base + '/'));
}

/**
 * The path as the route's trailing slash rule wants it (F-143). The base path's own root always ends in a slash.
 * @param {string} path
 * @param {import('./app').TrailingSlash} rule
 * @param {string} base
 */
export function normalizePath(path, rule, base) {
	if (path === '/' || path === base + '/') return path;
	if (path === base) return path + '/';
	if (rule === 'never') return path.endsWith('/') ? path.slice(0, -1) : path;
	if (rule === 'always') return path.endsWith('/') ? path : path + '/';
	return path;
}

/**
 * The data request's path of a page path (C-88).
 * @param {string} path
 */
export function dataPath(path) {
	if (path.endsWith('.html')) return path.slice(0, -'.html'.length) + HTML_DATA_SUFFIX;
	return path.replace(/\/$/, '') + DATA_SUFFIX;
}

/**
 * The page path of a data request's path, or null if it is none.
 * @param {string} path
 */
export function pagePath(path) {
	if (path.endsWith(HTML_DATA_SUFFIX)) return path.slice(0, -HTML_DATA_SUFFIX.length) + '.html';
	if (path.endsWith(DATA_SUFFIX)) return path.slice(0, -DATA_SUFFIX.length) || '/';
	return null;
}

/**
 * @param {URL} url
 * @param {boolean[]} invalid per position
 */
export function dataUrl(url, invalid) {
	for (const key of url.searchParams.keys()) {
		if (key.startsWith('x-sveltekit-')) {
			throw new Error(`The query parameter ${key} is reserved`); // C-89
		}
	}
	const data = new URL(url);
	data.hash = '';
	data.pathname = dataPath(url.pathname);
	if (url.pathname.endsWith('/')) data.searchParams.append('x-sveltekit-trailing-slash', '1');
	data.searchParams.append('x-sveltekit-invalidated', invalid.map((i) => (i ? '1' : '0')).join(''));
	return data;
}
