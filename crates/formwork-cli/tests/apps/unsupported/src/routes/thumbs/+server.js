import { resize } from 'pixels';

export const GET = () => new Response(resize());
