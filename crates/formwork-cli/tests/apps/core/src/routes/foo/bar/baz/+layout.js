import { fails } from '../../../../lib/fails.js';

export function load(event) {
	fails(event, 'universal-baz');
	return event.data;
}
