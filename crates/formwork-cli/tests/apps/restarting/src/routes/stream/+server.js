const told = new Set();

/** A stream without an end; with `?told`, who was told that nobody reads the last one. */
export const GET = ({ request, url }) => {
	if (url.searchParams.has('told')) return Response.json([...told].sort());
	request.signal.addEventListener('abort', () => told.add('signal'));
	return new Response(
		new ReadableStream({
			start(controller) {
				controller.enqueue(new TextEncoder().encode('begun'));
			},
			cancel() {
				told.add('cancel');
			}
		})
	);
};
