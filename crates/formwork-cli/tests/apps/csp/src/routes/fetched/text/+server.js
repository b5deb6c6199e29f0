export const GET = () => new Response('fetched');
