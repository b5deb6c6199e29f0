/** The server's answer to "whose origin is a redirect location compared with?" (S-67). */
import * as server from 'formwork:server';

/** Outside of a request nothing can be compared; a dummy still tells relative locations from absolute ones. */
export const currentOrigin = () => server.currentOrigin?.() ?? 'http://formwork.invalid';
