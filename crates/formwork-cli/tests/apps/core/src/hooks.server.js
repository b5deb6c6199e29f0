import { fails } from './lib/fails.js';

/** What the option `preload` was asked about, by type. */
function preload(which, asked) {
	if (which === null) return undefined;
	return ({ type, path, filename }) => {
		asked.add(filename ? `${type}:${filename}` : type);
		if (!path.includes('/_app/immutable/')) throw new Error(`no path of a file: ${path}`);
		return which === 'fonts' ? type === 'font' : which === 'all';
	};
}

export async function handle({ event, resolve }) {
	event.locals.ran = ['handle'];
	event.cookies.set('of-handle', 'yes');
	fails(event, 'handle');
	const asked = new Set();
	const response = await resolve(event, { preload: preload(event.url.searchParams.get('preload'), asked) });
	response.headers.set('x-resolved', String(response.status));
	response.headers.set('x-ran', event.locals.ran.join(' '));
	response.headers.set('x-preload', [...asked].sort().join(' '));
	return response;
}
