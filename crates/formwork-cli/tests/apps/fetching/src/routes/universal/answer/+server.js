export const GET = () => new Response('own', { headers: { 'x-own': '1', 'set-cookie': 'a=1' } });
