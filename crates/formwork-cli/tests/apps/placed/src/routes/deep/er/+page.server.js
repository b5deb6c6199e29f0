import { fail, redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';

export const load = ({ url }) => (url.searchParams.has('later') ? { later: Promise.resolve('arrived') } : {});

export const actions = {
	stay: () => fail(422, { sent: true }),
	away: () => redirect(303, resolve('/always'))
};
