/** `$app/environment` (SvelteKit 2) and `$app/env` (3) on the server (F-154). */
export const browser = false;
export { building, dev, version } from 'formwork:config';
