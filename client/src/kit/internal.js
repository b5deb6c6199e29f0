/**
 * The classes behind `error`, `redirect` and `fail`. There is one copy of this module per side, so that a value
 * thrown from any user module is recognised by class (S-71). `HttpError` and `Redirect` are deliberately no
 * `Error`s: they are control flow, carry no stack, and `catch (e) { if (e instanceof Error) … }` lets them pass.
 */

/** What `error(…)` throws (S-70). */
export class HttpError {
	/**
	 * @param {number} status
	 * @param {{ message: string, [key: string]: any }} body
	 */
	constructor(status, body) {
		this.status = status;
		/** @type {import('../browser/app').AppError} */
		this.body = { ...body, status };
	}

	toString() {
		return JSON.stringify(this.body);
	}
}

/** What `redirect(…)` throws (S-65). The location has been checked by then. */
export class Redirect {
	/**
	 * @param {number} status
	 * @param {string} location
	 */
	constructor(status, location) {
		// A header value is Latin-1 without line breaks (S-69). Said here and not when the response is built, so that
		// the stack of the error points to the caller.
		if (/[\0\r\n]|[^\0-\xff]/.test(location)) {
			throw new Error(
				`${JSON.stringify(location)} cannot be sent as a Location header: percent-encode it first`
			);
		}
		this.status = status;
		this.location = location;
	}
}

/** What `fail(…)` returns (S-63). @template [T=any] */
export class ActionFailure {
	/**
	 * @param {number} status
	 * @param {T} data
	 */
	constructor(status, data) {
		this.status = status;
		this.data = data;
	}
}
