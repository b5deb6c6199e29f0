import { fails } from '../../../../lib/fails.js';

export function load(event) {
	event.locals.ran.push('load:page');
	fails(event, 'page');
	return { page: true, deepest: 'page' };
}

export const actions = {
	default: () => ({ acted: true })
};
