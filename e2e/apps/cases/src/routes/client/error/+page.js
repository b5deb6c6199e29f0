import { error } from '@sveltejs/kit';
import { browser } from '$app/env';

export const load = () => {
	if (browser) error(409, 'only in the browser');
};
