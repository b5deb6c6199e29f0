export const config = { formwork: { bodySizeLimit: '2G' } };

// The file comes back as it was sent.
export const POST = async ({ request }) => new Response((await request.formData()).get('file'));
// At the client's pace.
export const PUT = async ({ request }) => new Response(request.body);
