import { error, redirect } from '@sveltejs/kit';

export function load({ locals, url }) {
	locals.ran.push('load:mid');
	if (url.searchParams.get('redirect') === 'mid') redirect(307, '/default');
	if (url.searchParams.get('error') === 'mid') error(503, 'in mid');
	return { mid: 'mid', layer: 'mid' };
}
