import type { Handle, ServerInit } from '@sveltejs/kit/hooks';
import { migrate } from '#lib/server/db.ts';
import { sessionOf } from '#lib/server/session.ts';

/** Runs once, before the first request. */
export const init: ServerInit = () => migrate();

export const handle: Handle = ({ event, resolve }) => {
	event.locals.session = sessionOf(event.cookies);
	return resolve(event);
};
