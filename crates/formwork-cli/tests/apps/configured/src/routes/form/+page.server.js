import { redirect } from '@sveltejs/kit';

export const actions = {
	ok: ({ url, cookies }) => {
		cookies.set('a', '1');
		cookies.set('b', '2', { path: '' });
		return { url: url.href };
	},
	redirect: () => redirect(303, '/base/form'),
	redirect_without_base: () => redirect(303, '/form')
};
