export const GET = () => new Response('GET');
export const PATCH = () => new Response('PATCH');
export const _private = 1;
