import { fail } from '#lib/fail.js';

export const load = ({ url }) => {
	fail(url, 'leaf');
	return { page: 'fine' };
};
