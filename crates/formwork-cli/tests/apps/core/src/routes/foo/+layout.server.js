import { fails } from '../../lib/fails.js';

export function load(event) {
	event.locals.ran.push('load:foo');
	fails(event, 'foo');
	return { foo: true, deepest: 'foo' };
}
