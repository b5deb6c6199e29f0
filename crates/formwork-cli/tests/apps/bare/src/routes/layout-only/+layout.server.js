import { redirect } from '@sveltejs/kit';

export function load({ url }) {
	if (url.searchParams.has('away')) redirect(302, '/');
	return { from: 'a layout without a component' };
}
