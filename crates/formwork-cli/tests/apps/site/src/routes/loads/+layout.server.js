import { error, redirect } from '@sveltejs/kit';

export async function load(event) {
	event.locals.ran.push('layout:start');
	await new Promise((resolve) => setTimeout(resolve, 5));
	event.locals.ran.push('layout:end');
	if (event.url.searchParams.get('layout') === 'error') error(503, 'in layout');
	if (event.url.searchParams.get('layout') === 'redirect') redirect(307, '/data');
	return { server_only: 1, layer: 'layout' };
}
