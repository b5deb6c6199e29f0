import { error } from '@sveltejs/kit';

/** @type {import('./$types').Actions} */
export const actions = {
	// Meant for the visitor: status and message arrive as they are.
	expected: () => {
		error(418, 'This pot only makes tea.');
	},

	// Meant for nobody: the visitor sees what `handleError` in hooks.server.js lets through.
	unexpected: () => {
		throw new Error('The secret of the kitchen: /etc/coffee was not found');
	}
};
