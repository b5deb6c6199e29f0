import { load as other } from './+page.server.js';

export const load = () => other();
