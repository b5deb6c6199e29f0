import { error } from '@sveltejs/kit';

export function load({ locals, url }) {
	locals.ran.push('load:page');
	if (url.searchParams.get('error') === 'page') error(502, 'in page');
	return { page: 'page', layer: 'page' };
}

export const actions = {
	ok: ({ locals }) => {
		locals.ran.push('action');
		return { ok: true };
	},
	error: ({ locals }) => {
		locals.ran.push('action');
		error(418, 'short and stout');
	}
};
