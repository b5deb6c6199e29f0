import { find } from '#lib/server/users.js';

/**
 * Runs before everything else: actions and loads find out from `locals` who is asking.
 * @type {import('@sveltejs/kit/hooks').Handle}
 */
export const handle = ({ event, resolve }) => {
	event.locals.user = find(event.cookies.get('session'));
	return resolve(event);
};
