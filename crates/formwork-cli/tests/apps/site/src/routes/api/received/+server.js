export const POST = async ({ request }) => {
	const type = request.headers.get('content-type')?.split(';')[0] ?? null;
	return Response.json({ type, text: type === 'multipart/form-data' ? [...(await request.formData()).keys()].join() : await request.text() });
};
