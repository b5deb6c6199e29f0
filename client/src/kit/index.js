/**
 * `@sveltejs/kit` for both sides (F-150): the helpers that actions, loads and endpoints end with. Everything here is
 * synchronous and pure apart from `redirect`, which compares its location with the origin of the request in progress.
 */
import { DEV } from 'esm-env';
import { currentOrigin } from 'formwork:origin';
import { ActionFailure, HttpError, Redirect } from './internal.js';
import { checkLocation } from './redirect.js';

export { defineParams } from './params.js';
export { normalizeUrl } from './normalize-url.js';

/** The SvelteKit version whose behaviour this implements. */
export const VERSION = '3.2.0';

/**
 * Throws an expected error, which the nearest error page shows (S-70).
 * @param {number} status 400 to 599
 * @param {string | { message: string, [key: string]: any }} [message] a string; an object as in SvelteKit 2 is accepted
 * @param {Record<string, any>} [props] further properties of the error object
 * @returns {never}
 */
export function error(status, message, props) {
	if (!(Number(status) >= 400 && Number(status) <= 599)) {
		throw new Error(`The status of an error must be from 400 to 599, and ${String(status)} is not`);
	}
	if (message === null) throw new TypeError('The message of an error must be a string');
	if (typeof message === 'object') {
		if (DEV) {
			console.warn('`error(status, { message })` is SvelteKit 2 style: use `error(status, message, props)`');
		}
		({ message, ...props } = message);
	}
	throw new HttpError(status, {
		...props,
		status,
		message: typeof message === 'string' ? message : `Error: ${status}`
	});
}

/**
 * Throws a redirect (S-65 … S-69).
 * @param {number} status 300 to 308; after an action 303 is the usual choice
 * @param {string | URL} location
 * @param {{ external?: boolean | string[] }} [options] consent to leave the origin
 * @returns {never}
 */
export function redirect(status, location, options) {
	const number = typeof status === 'string' && status !== '' ? Number(status) : status;
	if (typeof number !== 'number' || !(number >= 300 && number <= 308)) {
		throw new Error(`The status of a redirect must be from 300 to 308, and ${String(status)} is not`);
	}
	const target = location.toString();
	checkLocation(target, currentOrigin(), options?.external);
	throw new Redirect(status, target);
}

/**
 * Makes the value an action *returns* when the input was refused (S-63).
 * @template [T=undefined]
 * @param {number} status
 * @param {T} [data]
 */
export function fail(status, data) {
	return new ActionFailure(status, data);
}

/**
 * @param {unknown} e
 * @param {number} [status]
 * @returns {e is HttpError}
 */
export function isHttpError(e, status) {
	return e instanceof HttpError && (!status || e.status === status);
}

/** @param {unknown} e @returns {e is Redirect} */
export function isRedirect(e) {
	return e instanceof Redirect;
}

/** @param {unknown} e @returns {e is ActionFailure} */
export function isActionFailure(e) {
	return e instanceof ActionFailure;
}

/**
 * @param {any} data
 * @param {ResponseInit} [init]
 */
export function json(data, init) {
	const headers = new Headers(init?.headers);
	if (!headers.has('content-type')) headers.set('content-type', 'application/json');
	return text(JSON.stringify(data), { ...init, headers });
}

/**
 * @param {string} body
 * @param {ResponseInit} [init]
 */
export function text(body, init) {
	const headers = new Headers(init?.headers);
	if (headers.has('content-length')) return new Response(body, { ...init, headers });
	// Bytes, which unlike text bring no content type of their own (S-75).
	const bytes = new TextEncoder().encode(body);
	headers.set('content-length', String(bytes.byteLength));
	return new Response(bytes, { ...init, headers });
}

/** Validation errors belong to remote functions, which Formwork does not have; exported so that imports resolve (S-74). */
export function invalid() {
	throw new Error('`invalid` is for remote functions, which are not available in Formwork; use `fail` in an action');
}

/** @param {unknown} _ @returns {boolean} */
export function isValidationError(_) {
	return false;
}
