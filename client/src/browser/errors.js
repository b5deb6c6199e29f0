/**
 * From a thrown value to the error object that pages see (C-151 … C-154, S-76 … S-79). Each error passes the app's
 * `handleError` at most once; error objects that the server made are wrapped in `ServerError` and pass through.
 */
import { HttpError } from '../kit/internal.js';

/** A failure the framework itself reports, with a public message. */
export class FrameworkError {
	/** @param {number} status @param {string} message */
	constructor(status, message) {
		this.status = status;
		this.message = message;
	}
}

/** An error object from the server, which has handled it already (C-153). */
export class ServerError {
	/** @param {import('./app').AppError} error */
	constructor(error) {
		this.error = error;
	}
}

/** @type {import('./app').Hooks['handleError']} */
let hook;

/** @param {import('./app').Hooks['handleError']} handleError */
export function setErrorHook(handleError) {
	hook = handleError;
}

/** @typedef {{ url: URL, params: Record<string, any>, route: { id: string | null } }} ErrorEvent */

/**
 * @param {unknown} thrown
 * @param {ErrorEvent} event
 * @returns {Promise<import('./app').AppError>}
 */
export async function toErrorObject(thrown, event) {
	if (thrown instanceof ServerError) return thrown.error;

	/** @type {'app' | 'framework' | 'unknown'} */
	let kind = 'unknown';
	let error = thrown;
	let fallback = { status: 500, message: 'Internal Error' };
	if (thrown instanceof HttpError) {
		kind = 'app';
		error = fallback = thrown.body;
	} else if (thrown instanceof FrameworkError) {
		kind = 'framework';
		error = fallback = { status: thrown.status, message: thrown.message };
	}

	if (!hook) {
		if (kind === 'unknown') console.error(thrown);
		return fallback;
	}
	try {
		return { ...fallback, ...(await hook({ kind, error, event, ...statusAndMessage(fallback) })) };
	} catch (failure) {
		console.error('The `handleError` hook failed:', failure);
		console.error('while handling:', thrown);
		return { status: fallback.status, message: 'Internal Error' };
	}
}

/** SvelteKit 2's names (C-154). @param {{ status: number, message: string }} error */
const statusAndMessage = ({ status, message }) => ({ status, message });
