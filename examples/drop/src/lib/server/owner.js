import { createHash, randomBytes } from 'node:crypto';

const MONTH = 60 * 60 * 24 * 30;

/** Only the hash is kept: whoever reads the database cannot delete drops with what is there. @param {string} token */
const hash = (token) => createHash('sha256').update(token).digest('hex');

/** @param {import('@sveltejs/kit').Cookies} cookies */
export function ownerOf(cookies) {
	const token = cookies.get('owner');
	return token ? hash(token) : null;
}

/** The owner, made if there is none yet. @param {{ cookies: import('@sveltejs/kit').Cookies, locals: App.Locals }} event */
export function becomeOwner({ cookies, locals }) {
	if (!locals.owner) {
		const token = randomBytes(24).toString('base64url');
		cookies.set('owner', token, { path: '/', maxAge: MONTH });
		locals.owner = hash(token); // the load functions of this response run after the action
	}
	return locals.owner;
}
