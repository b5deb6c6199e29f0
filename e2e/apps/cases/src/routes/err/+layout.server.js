import { fail } from '#lib/fail.js';

export const load = ({ url }) => {
	fail(url, 'outer');
	return { outer: true };
};
