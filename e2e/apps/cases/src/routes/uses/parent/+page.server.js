import { stamp } from '#lib/stamp.js';

export const load = async ({ parent }) => ({ page: stamp(), from: (await parent()).layout });
