/** `$app/paths` on the server (F-155). */
import * as config from 'formwork:config';
import * as server from 'formwork:server';
import { assetPath, resolvePath } from '../../browser/paths.js';
import { baseFrom } from '../relative.js';

export { assets, base } from '../relative.js';

/** The base path for the page of the request, or the absolute one where there is none. */
function ownBase() {
	/** @type {URL | undefined} */
	let url;
	try {
		url = server.getRequestEvent?.()?.url;
	} catch {
		// no request in scope: the absolute path is the only one that means anything
	}
	return url ? baseFrom(url) : config.base;
}

/**
 * @param {string} id route id or path
 * @param {Record<string, any>} [params]
 */
export const resolve = (id, params) => resolvePath(id, params, ownBase());

export { resolve as resolveRoute };

/** @param {string} file */
export const asset = (file) => assetPath(file, config.assets === config.base ? ownBase() : config.assets);

/** @param {string | URL} url */
export async function match(url) {
	if (!server.match) throw new Error('`match` of $app/paths is not available on this server');
	const origin = server.currentOrigin?.() ?? 'http://formwork.invalid';
	return server.match(new URL(url, origin));
}
