import { error, json, text } from '@sveltejs/kit';
import { getRequestEvent } from '$app/server';
import { PORT_NUMBER } from '$app/env/private';
import { SECRET } from '$env/static/private';
import { env } from '$env/dynamic/private';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, platform, getClientAddress }) => {
	const path: string = params.path;
	const port: number = PORT_NUMBER;
	const secret: string = SECRET + env.SECRET;
	void [platform, getRequestEvent().locals.user, env.ANYTHING];
	if (!path) error(404);
	return secret ? json({ path, port }) : text(getClientAddress());
};

// @ts-expect-error an endpoint answers with a response
export const POST: RequestHandler = () => 'text';
