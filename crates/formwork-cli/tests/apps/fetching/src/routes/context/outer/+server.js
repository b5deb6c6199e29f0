import { getRequestEvent } from '$app/server';
import { storage } from '../../../storage.js';

export const GET = async ({ fetch }) => {
	const inner = await (await fetch('/context/inner')).json();
	return Response.json({ inner, path: storage.getStore().path, event: getRequestEvent().url.pathname });
};
