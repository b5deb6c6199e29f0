/**
 * `$app/forms` while rendering on the server (C-5). Svelte does not run actions there, so `enhance` is only ever
 * reached by a mistaken direct call, which must do no harm.
 */
import * as server from 'formwork:server';

/**
 * @param {HTMLFormElement} _form
 * @param {Function} [_submit]
 */
export function enhance(_form, _submit) {
	return { destroy() {} };
}

/** Throws at once, as the reference does: no promise that nobody may look at. @param {any} _result @returns {never} */
export function applyAction(_result) {
	throw new Error('`applyAction` can only be called in the browser');
}

/** @param {string} text */
export function deserialize(text) {
	return server.deserialize(text);
}
