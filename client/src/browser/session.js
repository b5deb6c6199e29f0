/**
 * What this document's runtime knows: the app it was started with and the page that is shown. One document runs one
 * app, so this is module state; only start.js and page.js assign to it.
 */

/**
 * What has been asked to be reloaded and not been yet; see invalidation.js.
 * @typedef {{ forced: boolean, invalidated: ((url: URL) => boolean)[] }} Asked
 */

export const session = {
	/** @type {import('./app').App} */
	app: /** @type {any} */ (null),
	/** @type {HTMLElement} */
	target: /** @type {any} */ (null),
	/** @type {import('./app').CompiledRoute[]} */
	routes: [],
	/** @type {import('./app').Matchers} */
	matchers: {},
	/** @type {import('./app').Hooks} */
	hooks: {},
	/** Nodes that have server data to ask for (C-90). @type {Set<number>} */
	server: new Set(),
	/** The document came with rendered HTML, so loading a document again is no loop (C-113). */
	rendered: false,
	/** Embedded responses may be consumed (C-145). */
	hydrating: false,

	// the page shown
	/** Aligned with the route's positions; on an error page the error node comes last. @type {import('./app').Branch} */
	branch: [],
	/** @type {URL | null} */
	url: null,
	/** @type {import('./app').CompiledRoute | null} */
	route: null,
	/** @type {Record<string, any>} */
	params: {},
	/** @type {import('./app').AppError | null} */
	error: null
};

/** @returns {{ url: URL, params: Record<string, any>, route: { id: string | null } }} for errors that no page caused (C-35) */
export const nowhere = () => ({ url: new URL(location.href), params: {}, route: { id: null } });
