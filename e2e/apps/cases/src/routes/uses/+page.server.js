import { stamp } from '#lib/stamp.js';

export const load = () => ({ page: stamp() });
