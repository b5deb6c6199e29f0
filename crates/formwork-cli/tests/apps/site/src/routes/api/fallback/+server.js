export const GET = () => new Response('GET');
export const fallback = ({ request }) => new Response(`fallback ${request.method}`);
