import { storage } from './storage.js';

export const handle = ({ event, resolve }) => {
	const above = storage.getStore()?.path;
	return storage.run({ path: event.url.pathname, above }, () => resolve(event));
};

export const handleFetch = ({ request, fetch }) => {
	const url = new URL(request.url);
	if (url.pathname === '/renamed') {
		return fetch(new Request(new URL('/echo', url), { headers: { 'x-renamed': '1' } }));
	}
	return fetch(request);
};
