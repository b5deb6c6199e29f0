import { redirect } from '@sveltejs/kit';
import { browser } from '$app/env';

export const load = () => {
	if (browser) redirect(307, '/d?from=hydration');
};
