import { stamp } from '#lib/stamp.js';

export const load = ({ params }) => ({ page: stamp(), a: params.a });
