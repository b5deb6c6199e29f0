import { sequence } from '@sveltejs/kit/hooks';

export const handle = sequence(async ({ event, resolve }) => {
	event.locals.user = event.cookies.get('session') ?? null;
	return resolve(event);
});

export const handleError = ({ error, status, message }) => {
	return { message: `${status} ${message}`, code: error?.code ?? 'UNKNOWN' };
};
