export async function handle({ event, resolve }) {
	if (event.url.searchParams.has('fail')) throw new Error('as asked');
	const response = await resolve(event);
	response.headers.set('x-ran', 'handle');
	return response;
}
