const told = new Set();
let given = 0;

const endless = {
	pull(controller) {
		given += 1;
		controller.enqueue(new Uint8Array(64 * 1024));
	}
};

const silent = {
	start(controller) {
		controller.enqueue(new TextEncoder().encode('begun'));
	},
	cancel() {
		told.add('cancel');
	}
};

/**
 * A stream without an end. `?told`: who was told that nobody reads the silent one; `?given`: how many pieces the
 * endless one has given.
 */
export const GET = ({ request, url }) => {
	if (url.searchParams.has('told')) return Response.json([...told].sort());
	if (url.searchParams.has('given')) return Response.json(given);
	request.signal.addEventListener('abort', () => told.add('signal'));
	return new Response(new ReadableStream(url.searchParams.has('endless') ? endless : silent));
};
