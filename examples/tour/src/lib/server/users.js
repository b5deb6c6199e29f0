import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { database } from './db.js';

/** @typedef {{ id: number, email: string, name: string }} User */

/** How long a session lasts, in seconds; cookie and database say the same. */
export const SESSION = 60 * 60 * 24 * 7;

/**
 * Not `scryptSync`: while that computes, nobody else is answered.
 * @param {string} password @param {string} salt
 * @returns {Promise<Buffer>}
 */
const derive = (password, salt) =>
	new Promise((resolve, reject) => {
		scrypt(password, Buffer.from(salt, 'hex'), 32, (error, key) => (error ? reject(error) : resolve(key)));
	});

/** Only this of a session is kept: whoever reads the database cannot log in with what is there. @param {string} token */
const hashOf = (token) => createHash('sha256').update(token).digest('hex');

/**
 * The new user, or null if the e-mail address is taken.
 * @param {string} email @param {string} password
 * @returns {Promise<User | null>}
 */
export async function register(email, password) {
	const name = email.split('@')[0];
	const salt = randomBytes(16).toString('hex');
	const hash = (await derive(password, salt)).toString('hex');
	// Whether the address is taken is for the database to say: asked before, it may be another answer by now.
	const { changes, lastInsertRowid } = database()
		.prepare('INSERT INTO users (email, name, salt, hash) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
		.run(email, name, salt, hash);

	return changes ? { id: Number(lastInsertRowid), email, name } : null;
}

/**
 * The user with this password, or null.
 * @param {string} email @param {string} password
 * @returns {Promise<User | null>}
 */
export async function authenticate(email, password) {
	const row = /** @type {any} */ (database().prepare('SELECT * FROM users WHERE email = ?').get(email));
	// An unknown address costs the same time as a wrong password.
	const hash = await derive(password, row?.salt ?? '00');
	if (!row || !timingSafeEqual(hash, Buffer.from(row.hash, 'hex'))) return null;

	return { id: row.id, email: row.email, name: row.name };
}

/** @param {number} id @param {string} name */
export function rename(id, name) {
	database().prepare('UPDATE users SET name = ? WHERE id = ?').run(name, id);
}

/** @param {number} user @returns {string} the token of the new session, for a cookie */
export function startSession(user) {
	const token = randomBytes(24).toString('base64url');
	database().prepare('DELETE FROM logins WHERE expires < ?').run(Date.now());
	database()
		.prepare('INSERT INTO logins (hash, user, expires) VALUES (?, ?, ?)')
		.run(hashOf(token), user, Date.now() + SESSION * 1000);
	return token;
}

/** @param {string | undefined} token */
export function endSession(token) {
	if (token) database().prepare('DELETE FROM logins WHERE hash = ?').run(hashOf(token));
}

/** @param {number} user */
export function countSessions(user) {
	const row = database()
		.prepare('SELECT count(*) AS sessions FROM logins WHERE user = ? AND expires > ?')
		.get(user, Date.now());
	return Number(row?.sessions);
}

/** @param {string | undefined} token @returns {User | null} */
export function userOf(token) {
	if (!token) return null;
	const row = /** @type {any} */ (
		database()
			.prepare(
				`SELECT users.id, email, name FROM users
				 JOIN logins ON logins.user = users.id WHERE logins.hash = ? AND expires > ?`
			)
			.get(hashOf(token), Date.now())
	);
	return row ? { id: row.id, email: row.email, name: row.name } : null;
}
