import { stamp } from '#lib/stamp.js';

export const load = ({ route }) => ({ page: stamp(), id: route.id });
