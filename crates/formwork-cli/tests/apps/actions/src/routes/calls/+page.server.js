// How actions are called.
async function asynchronous() {
	await null;
	return { asynchronous: true };
}

export const actions = {
	/** @this {unknown} */
	arguments: function () {
		'use strict';
		return { count: arguments.length, this: typeof this, event: 'cookies' in arguments[0] };
	},
	synchronous: () => ({ synchronous: true }),
	asynchronous
};
