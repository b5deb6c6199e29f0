import { stamp } from '#lib/stamp.js';

export const GET = () => new Response(stamp());
