export { load } from '../+page.js';

export const csr = false;
