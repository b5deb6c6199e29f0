/**
 * Paths as the document being rendered writes them (F-155, F-175): with `paths.relative` relative to its page, so that
 * the document works under a prefix that a proxy adds and this process does not know.
 */
import * as config from 'formwork:config';

/** SvelteKit 2 names: absolute, except while a document is rendered. */
export let { base, assets } = config;

/**
 * The base path as a page writes it.
 * @param {URL} page
 */
export function baseFrom(page) {
	if (!config.relative || !page.pathname.startsWith(config.base + '/')) return config.base;
	const depth = page.pathname.slice(config.base.length).split('/').length - 2;
	return depth > 0 ? Array(depth).fill('..').join('/') : '.';
}

/**
 * Calls `render` with the paths of the page; what it does after an `await` has the absolute ones again.
 * @template T
 * @param {URL} page
 * @param {() => T} render
 * @returns {T}
 */
export function atPage(page, render) {
	const before = { base, assets };
	base = baseFrom(page);
	if (config.assets === config.base) assets = base;
	try {
		return render();
	} finally {
		({ base, assets } = before);
	}
}
