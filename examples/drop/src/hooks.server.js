import { migrate } from '#lib/server/db.js';
import { sweep } from '#lib/server/drops.js';
import { ownerOf } from '#lib/server/owner.js';

/** Runs once, before the first request. @type {import('@sveltejs/kit/hooks').ServerInit} */
export async function init() {
	migrate();
	await sweep();
}

/** @type {import('@sveltejs/kit/hooks').Handle} */
export function handle({ event, resolve }) {
	event.locals.owner = ownerOf(event.cookies);
	return resolve(event);
}
