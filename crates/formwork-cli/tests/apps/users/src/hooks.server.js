import { getRequestEvent } from '$app/server';
import { visitor } from '#lib/visitor.js';

globalThis.who = () => [getRequestEvent().locals.user, visitor.getStore()];

export const handle = async ({ event, resolve }) => {
	const user = event.cookies.get('user');
	event.locals.user = user;
	return visitor.run(user, () => resolve(event));
};
