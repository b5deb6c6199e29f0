import { prefix } from './prefix.js';
export const label = prefix + 'x';
