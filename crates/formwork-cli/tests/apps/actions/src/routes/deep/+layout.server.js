import { error, redirect } from '@sveltejs/kit';

export function load({ locals, url }) {
	locals.ran.push('load:deep');
	if (url.searchParams.get('redirect') === 'deep') redirect(307, '/default');
	if (url.searchParams.get('error') === 'deep') error(503, 'in deep');
	return { deep: 'deep', layer: 'deep' };
}
