/**
 * From values to text, with the app's transport hook (S-164). Apart from transport.js because most apps send nothing
 * through it: only page state and snapshots are encoded in the browser, and whoever uses neither need not load it.
 */
import { stringify } from 'devalue';
import { encoders } from './transport.js';

/** @param {any} value @returns {string} devalue text */
export const encodeText = (value) => stringify(value, encoders);
