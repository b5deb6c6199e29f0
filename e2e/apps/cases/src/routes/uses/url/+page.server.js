import { stamp } from '#lib/stamp.js';

export const load = ({ url }) => ({ page: stamp(), path: url.pathname });
