// `locals.ran` collects what ran, in order; the response carries it as `x-ran`. A response without that
// header was made without `handle`.
export async function handle({ event, resolve }) {
	event.locals.ran = ['handle'];
	event.locals.user = event.cookies.get('user') ?? null;

	const response = await resolve(event);

	response.headers.set('x-ran', event.locals.ran.join(' '));
	response.headers.set('x-cookies-in-handle', String(response.headers.getSetCookie().length));
	response.headers.set('x-status-in-handle', String(response.status));
	return response;
}
