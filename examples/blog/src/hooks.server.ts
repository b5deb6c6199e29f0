import { error, redirect } from '@sveltejs/kit';
import { sequence, type Handle, type HandleServerError, type ServerInit } from '@sveltejs/kit/hooks';
import { randomUUID } from 'node:crypto';
import { migrate } from '#lib/server/db.ts';
import { seed } from '#lib/server/seed.ts';
import { userOf } from '#lib/server/sessions.ts';

/** Runs once, before the first request. */
export const init: ServerInit = async () => {
	migrate();
	await seed();
};

const whoIsIt: Handle = ({ event, resolve }) => {
	event.locals.user = userOf(event.cookies.get('session'));
	return resolve(event);
};

/** One guard for everything in the group, before any load function or action of it. */
const onlyEditors: Handle = ({ event, resolve }) => {
	const { locals, route, url } = event;
	if (route.id?.startsWith('/(admin)')) {
		if (!locals.user) redirect(303, `/login?redirectTo=${encodeURIComponent(url.pathname)}`);
		if (!locals.user.editor) error(403, 'This part is for editors.');
	}
	return resolve(event);
};

export const handle = sequence(whoIsIt, onlyEditors);

export const handleError: HandleServerError = ({ kind, error }) => {
	if (kind !== 'unknown') return;

	const id = randomUUID().slice(0, 8);
	console.error(`error ${id}:`, error);
	return { message: 'Something broke on our side.', id };
};
