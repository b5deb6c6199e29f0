/** The URL of a loaded page under its trailing slash rule (C-46, F-143). */
import { normalizePath } from './location.js';

/**
 * @param {import('./app').LoadedPage} loaded
 * @param {string} base
 */
export function trailingSlash({ url, branch }, base) {
	/** @type {import('./app').TrailingSlash} */
	let rule = 'never';
	for (const node of branch) if (node?.slash) rule = node.slash;
	const pathname = normalizePath(url.pathname, rule, base);
	if (pathname === url.pathname) return url;
	const normal = new URL(url);
	normal.pathname = pathname;
	return normal;
}
