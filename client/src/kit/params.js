/** `@sveltejs/kit/params` (F-30): gives the matchers of `src/params` their types; the value is passed through. */

/**
 * @template {Record<string, any>} T
 * @param {T} params
 * @returns {T}
 */
export function defineParams(params) {
	return params;
}

/**
 * Makes a matcher of SvelteKit 2's `src/params/<name>` module, whose `match` answers yes or no (F-31).
 * @param {(value: string) => boolean} match
 * @returns {(value: string) => string | undefined}
 */
export function fromMatch(match) {
	return (value) => (match(value) ? value : undefined);
}
