import { fail } from '#lib/fail.js';

export const load = ({ url, data }) => {
	fail(url, 'universal');
	return data;
};
