export const csr = false;

export { actions, load } from '#lib/actions.js';
