import { getRequestEvent } from '$app/server';
import { outside } from '#lib/current.js';

export async function GET(event) {
	const before = getRequestEvent() === event;
	await null;
	return Response.json({
		before,
		after: getRequestEvent() === event,
		isSubRequest: event.isSubRequest,
		origin: event.request.headers.get('origin'),
		accept: event.request.headers.get('accept'),
		language: event.request.headers.get('accept-language'),
		authorization: event.request.headers.get('authorization'),
		own_locals: event.locals.ran.length,
		outside
	});
}
