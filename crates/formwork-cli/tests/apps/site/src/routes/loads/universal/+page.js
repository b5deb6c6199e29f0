export async function load(event) {
	const response = await event.fetch('/api', { headers: { 'x-asked': '1' } });
	return {
		keys: Object.keys(event).sort(),
		fetched: await response.json(),
		url: event.url.pathname,
		route: event.route.id,
		data: event.data
	};
}
