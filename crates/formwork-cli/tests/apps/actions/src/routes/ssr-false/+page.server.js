import { error, fail, redirect } from '@sveltejs/kit';

export const ssr = false;

export const actions = {
	ok: () => ({ text: 'returned-by-action' }),
	fail: () => fail(422, { text: 'returned-by-action' }),
	error: () => error(418, 'text-of-error'),
	redirect: () => redirect(303, '/default')
};
