export const GET = () =>
	new Response(new Uint8Array([0, 255, 13, 10, 60, 47, 115]), {
		headers: { 'content-type': 'application/octet-stream' }
	});
