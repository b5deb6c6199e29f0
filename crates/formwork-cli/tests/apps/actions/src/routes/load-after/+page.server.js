import { error, redirect } from '@sveltejs/kit';

export function load({ locals, cookies, url }) {
	locals.ran.push('load:page');
	const then = url.searchParams.get('then');
	if (then === 'redirect' && cookies.get('set-by-action')) redirect(303, '/default');
	if (then === 'error' && cookies.get('set-by-action')) error(507, 'load failed');
	if (then === 'throw' && cookies.get('set-by-action')) throw new Error('secret of load');
	return {};
}

export const actions = {
	default: ({ cookies, locals }) => {
		locals.ran.push('action');
		cookies.set('set-by-action', 'yes');
		return { done: true };
	}
};
