import { fails } from '../../../../lib/fails.js';

export function load(event) {
	fails(event, 'universal-page');
	return event.data;
}
