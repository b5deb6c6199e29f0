import { fails } from '../lib/fails.js';

export function load(event) {
	event.locals.ran.push('load:root');
	fails(event, 'root');
	return { root: true, deepest: 'root' };
}
