/** `$env/dynamic/public` on the server (F-167). */
export { publicEnv as env } from 'formwork:server';
