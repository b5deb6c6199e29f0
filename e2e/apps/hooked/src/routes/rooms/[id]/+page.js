import { error } from '@sveltejs/kit';
import { browser } from '$app/env';

export const load = ({ data, params }) => {
	if (browser && params.id === 'app') error(410, 'moved out', { forwarding: false });
	if (browser && params.id === 'unknown') throw new TypeError('no door');
	return data;
};
