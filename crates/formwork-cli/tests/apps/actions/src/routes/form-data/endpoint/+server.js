export const POST = async ({ request }) => Response.json({ size: (await request.arrayBuffer()).byteLength });
export const PUT = POST;
export const PATCH = POST;
export const DELETE = POST;
export const QUERY = POST;
