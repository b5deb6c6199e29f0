/** `$app/server` (F-156). Server only; the compiler refuses it in client code. */
import { assets, base } from 'formwork:config';
import * as server from 'formwork:server';

export { getRequestEvent } from 'formwork:server';

/**
 * The contents of a file of the app.
 * @param {string} asset the URL that an import of the file gives, or `asset(…)` of `$app/paths`
 * @returns {Response}
 */
export function read(asset) {
	// Wherever the browser gets it from, here it is among the files of the build.
	const elsewhere = assets !== base && asset.startsWith(`${assets}/`);
	return server.read(elsewhere ? base + asset.slice(assets.length) : asset);
}
