export const prerender = 'auto';
export const GET = () => new Response('');
