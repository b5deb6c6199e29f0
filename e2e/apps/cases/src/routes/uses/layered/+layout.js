import { stamp } from '#lib/stamp.js';

export const load = ({ url }) => ({ universal: stamp(), u: url.searchParams.get('u') });
