export const GET = ({ request }) => new Response(`endpoint ${request.method}`, { headers: { vary: 'x-other' } });
