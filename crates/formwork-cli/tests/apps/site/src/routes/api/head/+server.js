export const GET = () => new Response('from GET', { headers: { 'x-from': 'GET' } });
export const HEAD = () => new Response(null, { headers: { 'x-from': 'HEAD' } });
