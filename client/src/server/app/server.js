/** `$app/server` (F-156). Server only; the compiler refuses it in client code. */
export { getRequestEvent, read } from 'formwork:server';
