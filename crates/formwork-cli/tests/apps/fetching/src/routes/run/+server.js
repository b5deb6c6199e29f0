const AsyncFunction = (async () => {}).constructor;

/** Runs the body of the request as a function of the event; what the test kept is there for all of them. */
const kept = {};

export const POST = async (event) => {
	const { fetch, url } = event;
	const upstream = url.searchParams.get('upstream');
	const run = new AsyncFunction('event', 'fetch', 'upstream', 'kept', await event.request.text());
	try {
		return Response.json((await run(event, fetch, upstream, kept)) ?? null);
	} catch (error) {
		const { name, message, cause } = error;
		return Response.json({ name, message, code: cause?.code, cause: cause?.message });
	}
};
