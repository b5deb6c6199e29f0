/** `$app/paths` in the browser (F-155). */
import { assets, base } from '../app-paths.js';
import { findIntent } from '../intent.js';
import { assetPath, resolvePath } from '../paths.js';

/** SvelteKit 2 names. */
export { assets, base };

/**
 * @param {string} id route id or path
 * @param {Record<string, any>} [params]
 */
export const resolve = (id, params) => resolvePath(id, params, base);

export { resolve as resolveRoute };

/** @param {string} file */
export const asset = (file) => assetPath(file, assets);

/** @param {string | URL} url */
export async function match(url) {
	const intent = await findIntent(new URL(url, location.href));
	return intent && { id: intent.route.id, params: intent.params };
}
