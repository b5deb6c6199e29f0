/** `@sveltejs/kit/env` (F-165): gives the declarations of `src/env` their types; the value is passed through. */

/**
 * @template {Record<string, any>} T
 * @param {T} variables
 * @returns {T}
 */
export function defineEnvVars(variables) {
	return variables;
}
