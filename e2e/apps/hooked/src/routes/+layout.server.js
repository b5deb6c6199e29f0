import { error } from '@sveltejs/kit';

let runs = 0;

export const load = ({ cookies, depends }) => {
	depends('app:root');
	if (cookies.get('root') === 'error') error(500, 'the root is ill');
	return { root: (runs += 1) };
};
