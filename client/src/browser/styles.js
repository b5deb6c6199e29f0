/**
 * Style sheets of pages that are navigated to (F-176). Those of the document are in it already; a node's own are there
 * before the node is, so that nothing is shown without them.
 */
import * as paths from './app-paths.js';

/** @type {Map<string, Promise<void>>} */
const loaded = new Map();

/** @param {string} file */
function load(file) {
	const href = new URL(`${paths.assets}/${file}`, location.href).href;
	let loading = loaded.get(href);
	if (!loading) {
		const present = [...document.querySelectorAll('link[rel="stylesheet"]')].some(
			(link) => /** @type {HTMLLinkElement} */ (link).href === href
		);
		loading = present ? Promise.resolve() : append(href);
		loaded.set(href, loading);
	}
	return loading;
}

/** @param {string} href @returns {Promise<void>} */
function append(href) {
	return new Promise((resolve) => {
		const link = document.createElement('link');
		link.rel = 'stylesheet';
		link.href = href;
		const meta = /** @type {HTMLElement | null} */ (document.querySelector('meta[property="csp-nonce"]'));
		// Where a policy wants a nonce for styles, the page says it there (F-192).
		if (meta) link.nonce = meta.nonce;
		// A page without its styles is better than none.
		link.onload = link.onerror = () => resolve();
		document.head.append(link);
	});
}

/**
 * The app, with loaders that wait for styles as well.
 * @param {import('./app').App} app
 * @returns {import('./app').App}
 */
export function withStyles(app) {
	const { nodes, styles } = app;
	if (!styles) return app;
	return {
		...app,
		nodes: nodes.map((loadNode, i) =>
			styles[i]?.length
				? async () => (await Promise.all([loadNode(), ...styles[i].map(load)]))[0]
				: loadNode
		)
	};
}
