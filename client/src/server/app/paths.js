/** `$app/paths` on the server (F-155). */
import * as config from 'formwork:config';
import * as server from 'formwork:server';
import { assetPath, resolvePath } from '../../browser/paths.js';

/** SvelteKit 2 names, absolute. */
export const { base, assets } = config;

/**
 * With `paths.relative` a path is written relative to the page being rendered, so that the document works under a
 * prefix that a proxy adds and this process does not know.
 * @param {string} path absolute, under the base path
 */
function relativeToPage(path) {
	if (!config.relative) return path;
	/** @type {URL | undefined} */
	let url;
	try {
		url = server.getRequestEvent?.()?.url;
	} catch {
		// no request in scope: the absolute path is the only one that means anything
	}
	if (!url || !path.startsWith(base + '/')) return path;
	const depth = url.pathname.slice(base.length).split('/').length - 2;
	return (depth > 0 ? Array(depth).fill('..').join('/') : '.') + path.slice(base.length);
}

/**
 * @param {string} id route id or path
 * @param {Record<string, any>} [params]
 */
export function resolve(id, params) {
	return relativeToPage(resolvePath(id, params, base));
}

export { resolve as resolveRoute };

/** @param {string} file */
export function asset(file) {
	return assets === base ? relativeToPage(assetPath(file, assets)) : assetPath(file, assets);
}

/** @param {string | URL} url */
export async function match(url) {
	if (!server.match) throw new Error('`match` of $app/paths is not available on this server');
	const origin = server.currentOrigin?.() ?? 'http://formwork.invalid';
	return server.match(new URL(url, origin));
}
