export const config = { formwork: { bodySizeLimit: '1K' } };

export const POST = async ({ request }) => new Response(String((await request.arrayBuffer()).byteLength));
