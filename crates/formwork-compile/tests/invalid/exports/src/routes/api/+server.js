export const GET = () => new Response();
export const get = GET;
export default 1;
