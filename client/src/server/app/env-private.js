/** `$env/dynamic/private` (F-167). Server only; the compiler refuses it in client code. */
export { privateEnv as env } from 'formwork:server';
