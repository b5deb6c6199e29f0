const bytes = new TextEncoder().encode('bytes');

const form = new FormData();
form.append('field', 'x');
form.append('file', new File(['content'], 'f.txt', { type: 'text/plain' }));

const bodies = {
	text: () => 'text',
	params: () => new URLSearchParams({ a: 'b' }),
	form: () => form,
	blob: () => new Blob(['blob'], { type: 'text/x' }),
	bytes: () => bytes,
	buffer: () => bytes.buffer.slice(0),
	view: () => new DataView(bytes.buffer),
	stream: () => new Blob(['stream']).stream(),
	nothing: () => undefined
};

export const GET = async ({ fetch, url }) => {
	const answers = {};
	for (const [name, body] of Object.entries(bodies)) {
		const init = { method: 'POST', body: body(), duplex: 'half' };
		const answer = await fetch('/api/received', { ...init, headers: name === 'nothing' ? { 'content-type': 'application/json' } : undefined });
		answers[name] = (await answer.json()).text;
		if (name === 'stream' || name === 'nothing') continue;
		const again = await fetch(new Request(new URL('/api/received', url), { method: 'POST', body: body() }));
		answers[`${name} of a Request`] = (await again.json()).text;
	}
	return Response.json(answers);
};
