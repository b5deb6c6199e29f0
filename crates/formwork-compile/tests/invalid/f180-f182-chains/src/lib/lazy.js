export const load = () => import('./c.server.js');
