export const fallback = ({ request }) => new Response(`fallback ${request.method}`);
