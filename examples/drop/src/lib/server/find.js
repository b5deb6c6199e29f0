import { error } from '@sveltejs/kit';
import { dropBy } from './drops.js';

/** The drop with this token; ends the request if there is none, or none any more. @param {string} token */
export function find(token) {
	const drop = dropBy(token) ?? error(404, 'There is no such drop.');
	if (drop.expires <= Date.now()) error(410, 'This drop has expired.');
	return drop;
}
