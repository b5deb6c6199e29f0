import { fails } from '../../../../lib/fails.js';

export function load(event) {
	event.locals.ran.push('load:baz');
	fails(event, 'baz');
	return { baz: true, deepest: 'baz' };
}
