import { stamp } from '#lib/stamp.js';

export const load = ({ data, url }) => ({ ...data, universal: stamp(), u: url.searchParams.get('u') });
