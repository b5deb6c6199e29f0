export async function handle({ event, resolve }) {
	event.locals.ran = ['handle'];
	if (event.url.searchParams.get('in-handle') === 'response-redirect') {
		return new Response(null, { status: 302, headers: { location: '/data' } });
	}
	const response = await resolve(event);
	try {
		response.headers.set('x-ran', event.locals.ran.join(' '));
		response.headers.set('x-data-request', String(event.isDataRequest));
		response.headers.set('x-url', event.url.pathname + event.url.search);
	} catch {
		// The headers of responses that come from `fetch` cannot be changed.
	}
	return response;
}
