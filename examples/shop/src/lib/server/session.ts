import type { Cookies } from '@sveltejs/kit';
import { createHash, randomBytes } from 'node:crypto';

const MONTH = 60 * 60 * 24 * 30;

/** Only the hash is kept: whoever reads the database cannot take over a basket with what is there. */
const hash = (token: string) => createHash('sha256').update(token).digest('hex');

export function sessionOf(cookies: Cookies): string | null {
	const token = cookies.get('basket');
	return token ? hash(token) : null;
}

/** The session, begun if there is none: nobody gets a cookie for looking around. */
export function startSession({ cookies, locals }: { cookies: Cookies; locals: App.Locals }): string {
	if (!locals.session) {
		const token = randomBytes(24).toString('base64url');
		cookies.set('basket', token, { path: '/', maxAge: MONTH });
		locals.session = hash(token); // the load functions of this response run after the action
	}
	return locals.session;
}
