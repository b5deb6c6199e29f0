import { createHash, randomBytes } from 'node:crypto';
import type { Cookies } from '@sveltejs/kit';
import { get, run } from './db.ts';
import type { User } from './users.ts';

const WEEK = 60 * 60 * 24 * 7;

/** Only the hash is kept: whoever reads the database cannot log in with what is there. */
const hash = (token: string) => createHash('sha256').update(token).digest('hex');

export function startSession(cookies: Cookies, user: User) {
	const token = randomBytes(24).toString('base64url');
	run('DELETE FROM sessions WHERE expires < ?', Date.now());
	run('INSERT INTO sessions VALUES (?, ?, ?)', hash(token), user.id, Date.now() + WEEK * 1000);
	cookies.set('session', token, { path: '/', maxAge: WEEK });
}

export function endSession(cookies: Cookies) {
	const token = cookies.get('session');
	if (token) run('DELETE FROM sessions WHERE hash = ?', hash(token));
	cookies.delete('session', { path: '/' });
}

export function userOf(token: string | undefined): User | null {
	if (!token) return null;
	const row = get<Omit<User, 'editor'> & { editor: number }>(
		`SELECT users.id, email, name, editor FROM users
		 JOIN sessions ON sessions.user = users.id WHERE hash = ? AND expires > ?`,
		hash(token),
		Date.now()
	);
	return row && { ...row, editor: Boolean(row.editor) };
}
