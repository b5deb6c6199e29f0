// What was thrown, and the object that stands for it (S-76, S-77).

import { ActionFailure, HttpError, Redirect } from 'formwork:glue/app';
import { within } from 'formwork:glue/surroundings';

export const REDIRECT = 0, APP = 1, FRAMEWORK = 2, UNKNOWN = 3;
const framework_status = Symbol.for('formwork.status');

/** What kind of thing was thrown: `[kind, …]` (S-76). Never runs user code that could throw. */
export function classify(value) {
	if (value instanceof Redirect) {
		return [REDIRECT, value.status, String(value.location)];
	}
	if (value instanceof HttpError) return [APP, Number(value.status), value.body];
	if (value instanceof Error && Object.hasOwn(value, framework_status)) {
		return [FRAMEWORK, value[framework_status], value.message];
	}
	if (value instanceof ActionFailure) {
		return [UNKNOWN, new Error('`fail(...)` was thrown. Return it from the action instead: `return fail(...)`')];
	}
	return [UNKNOWN, value];
}

/**
 * The object that stands for an error everywhere: `handleError`'s answer over the fallback (S-77).
 * Gives `[object, JSON, status, reason the hook itself failed, message]`, or a promise of it if the hook gives one.
 */
export function to_error_object(hook, event, kind, error, fallback) {
	const put_together = (fallback, result, failed) => {
		const object = { ...fallback, ...result };
		const message = String(object.message ?? '').toWellFormed();
		return [object, JSON.stringify(object), Number(object.status), failed, message];
	};
	const hook_failed = (reason) =>
		put_together({ status: fallback.status, message: 'Internal Error' }, undefined, [reason]);
	if (!hook) return put_together(fallback);
	let result;
	try {
		result = within(event, hook, { kind, error, event, status: fallback.status, message: fallback.message });
	} catch (reason) {
		return hook_failed(reason);
	}
	if (typeof result?.then !== 'function') return put_together(fallback, result);
	return Promise.resolve(result).then((result) => put_together(fallback, result), hook_failed);
}
