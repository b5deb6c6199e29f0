import { fail } from '#lib/fail.js';

export const load = ({ url }) => {
	fail(url, 'deep');
	return { deep: true };
};
