/** `$app/environment` (SvelteKit 2) and `$app/env` (3) in the browser (F-154). */
export const browser = true;
export { building, dev, version } from 'formwork:config';
