/** Requests to one URL that differ in headers or body, one with a base64 body, one that may be kept (C-145, C-147). */
export async function load({ fetch, url }) {
	const json = async (/** @type {Promise<Response>} */ response) => (await response).json();
	const [plain, header, posted, kept] = await Promise.all([
		json(fetch('/embed/api')),
		json(fetch('/embed/api', { headers: { 'x-asked': 'one' } })),
		json(fetch('/embed/api', { method: 'POST', body: 'two' })),
		json(fetch('/embed/api?age=100'))
	]);
	const bytes = new Uint8Array(await (await fetch('/embed/bytes')).arrayBuffer());
	return { q: url.searchParams.get('q'), plain, header, posted, kept, bytes: [...bytes].join() };
}
