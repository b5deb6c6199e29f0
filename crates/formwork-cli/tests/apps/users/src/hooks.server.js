import { visitor } from '#lib/visitor.js';

export const handle = async ({ event, resolve }) => {
	const user = event.cookies.get('user');
	event.locals.user = user;
	return visitor.run(user, () => resolve(event));
};
