import { stamp } from '#lib/stamp.js';

export const load = ({ url }) => ({ page: stamp(), q: url.searchParams.getAll('q') });
