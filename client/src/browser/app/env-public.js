/** `$env/dynamic/public` in the browser (F-167, F-168). */
export { env } from '../env.js';
