import type { Handle } from '@sveltejs/kit/hooks';
import { find } from '#lib/server/users.ts';

/** Runs before everything else: actions and loads find out from `locals` who is asking. */
export const handle: Handle = ({ event, resolve }) => {
	event.locals.user = find(event.cookies.get('session'));
	return resolve(event);
};
