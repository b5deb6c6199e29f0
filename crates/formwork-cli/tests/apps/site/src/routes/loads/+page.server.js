import { error, redirect } from '@sveltejs/kit';

export async function load(event) {
	event.locals.ran.push('page:start');
	if (event.url.searchParams.get('page') === 'error') error(502, 'in page');
	if (event.url.searchParams.get('page') === 'redirect') redirect(303, '/data');
	const parents = await event.parent();
	event.locals.ran.push('page:end');
	return { parents, layer: 'page' };
}
