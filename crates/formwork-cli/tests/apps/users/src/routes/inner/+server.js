import { getRequestEvent } from '$app/server';
import { visitor } from '#lib/visitor.js';

export const GET = async ({ locals, cookies }) => {
	await null;
	const event = getRequestEvent();
	return Response.json([locals.user, cookies.get('user'), event.locals.user, event.url.searchParams.get('user'), visitor.getStore()]);
};
