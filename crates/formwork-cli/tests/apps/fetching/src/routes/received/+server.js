export const POST = async ({ request }) => Response.json({ isNull: request.body === null, text: await request.text() });
