export const GET = () => new Response('the route');
