import { error, redirect } from '@sveltejs/kit';

export function load({ locals, url }) {
	locals.ran.push('load:own');
	if (url.searchParams.get('redirect') === 'own') redirect(307, '/default');
	if (url.searchParams.get('error') === 'own') error(503, 'in own');
	return { own: 'own', layer: 'own' };
}
