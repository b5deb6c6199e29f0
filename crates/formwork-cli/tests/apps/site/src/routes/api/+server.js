const echo = async ({ request }) =>
	Response.json({ method: request.method, body: request.body ? await request.text() : null });

export const GET = echo;
export const POST = echo;
export const PUT = echo;
export const PATCH = echo;
export const DELETE = echo;
export const OPTIONS = () => new Response(null, { status: 204, headers: { allow: 'everything' } });
export const QUERY = echo;
