import { error, fail } from '@sveltejs/kit';

export const actions = {
	ok: () => ({ message: 'well done' }),
	fail: () => fail(400, { message: 'try again' }),
	error: () => error(418, 'short & <stout>'),
	throw: () => {
		throw new Error('secret');
	}
};
