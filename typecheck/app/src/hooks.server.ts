import { sequence, type Handle, type HandleFetch, type HandleServerError, type ServerInit } from '@sveltejs/kit/hooks';

const who: Handle = ({ event, resolve }) => {
	event.locals.user = { name: event.cookies.get('name') ?? '' };
	// @ts-expect-error not among the locals
	event.locals.nothing;
	return resolve(event, { transformPageChunk: ({ html }) => html, preload: ({ type }) => type !== 'font' });
};

export const handle = sequence(who);
export const handleFetch: HandleFetch = ({ request, fetch }) => fetch(request);
export const handleError: HandleServerError = ({ kind, error }) => {
	if (kind === 'unknown') console.error(error);
	return { message: 'Oh', hint: 'Try again' };
};
export const init: ServerInit = async () => {};
