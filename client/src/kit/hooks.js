/** `@sveltejs/kit/hooks`: `sequence` (F-115). */

/**
 * @typedef {{
 *   transformPageChunk?: (input: { html: string, done: boolean }) => string | undefined | Promise<string | undefined>,
 *   filterSerializedResponseHeaders?: (name: string, value: string) => boolean,
 *   preload?: (input: { type: string, path: string }) => boolean
 * }} ResolveOptions
 * @typedef {(event: any, options?: ResolveOptions) => Response | Promise<Response>} Resolve
 * @typedef {(input: { event: any, resolve: Resolve }) => Response | Promise<Response>} Handle
 */

/**
 * One `handle` made of several: the first handler is the outermost.
 * @param {...Handle} handlers
 * @returns {Handle}
 */
export function sequence(...handlers) {
	return ({ event, resolve }) => {
		return next(0, event, {});

		/**
		 * @param {number} i
		 * @param {any} event
		 * @param {ResolveOptions} outer what the handlers so far have asked for
		 * @returns {Response | Promise<Response>}
		 */
		function next(i, event, outer) {
			const handle = handlers[i];
			if (!handle) return resolve(event, outer);
			return handle({
				event,
				resolve: (event, options = {}) => next(i + 1, event, merge(outer, options))
			});
		}
	};
}

/**
 * @param {ResolveOptions} outer
 * @param {ResolveOptions} inner
 * @returns {ResolveOptions}
 */
function merge(outer, inner) {
	const first = inner.transformPageChunk;
	const then = outer.transformPageChunk;
	return {
		transformPageChunk:
			first && then
				? async ({ html, done }) => then({ html: (await first({ html, done })) ?? '', done })
				: (first ?? then),
		filterSerializedResponseHeaders:
			outer.filterSerializedResponseHeaders ?? inner.filterSerializedResponseHeaders,
		preload: outer.preload ?? inner.preload
	};
}
