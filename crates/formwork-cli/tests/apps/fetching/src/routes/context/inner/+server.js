import { getRequestEvent } from '$app/server';
import { storage } from '../../../storage.js';

export const GET = async () => {
	await 0;
	const { path, above } = storage.getStore();
	return Response.json({ path, above, event: getRequestEvent().url.pathname });
};
