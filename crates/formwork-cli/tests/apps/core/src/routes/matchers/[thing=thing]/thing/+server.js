export const GET = () => new Response('found');
