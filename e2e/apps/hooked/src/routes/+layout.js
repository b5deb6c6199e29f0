import { browser } from '$app/env';

export const load = ({ data }) => {
	if (browser && window.failInRoot) throw new Error('the root fails here');
	return data;
};
