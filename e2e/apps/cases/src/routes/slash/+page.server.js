import { stamp } from '#lib/stamp.js';

export const trailingSlash = 'always';

export const load = ({ url }) => ({ page: stamp(), path: url.pathname, query: url.search });

export const actions = { ok: () => ({ text: 'slash' }) };
