import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { database } from './db.js';

/** @typedef {{ id: number, email: string, name: string }} User */

/** @param {string} password @param {string} salt */
const scrypt = (password, salt) => scryptSync(password, Buffer.from(salt, 'hex'), 32);

/**
 * The new user, or null if the e-mail address is taken.
 * @param {string} email @param {string} password
 * @returns {User | null}
 */
export function register(email, password) {
	if (database().prepare('SELECT 1 FROM users WHERE email = ?').get(email)) return null;

	const name = email.split('@')[0];
	const salt = randomBytes(16).toString('hex');
	const hash = scrypt(password, salt).toString('hex');
	const { lastInsertRowid } = database()
		.prepare('INSERT INTO users (email, name, salt, hash) VALUES (?, ?, ?, ?)')
		.run(email, name, salt, hash);

	return { id: Number(lastInsertRowid), email, name };
}

/**
 * The user with this password, or null.
 * @param {string} email @param {string} password
 * @returns {User | null}
 */
export function authenticate(email, password) {
	const row = /** @type {any} */ (database().prepare('SELECT * FROM users WHERE email = ?').get(email));
	// An unknown address costs the same time as a wrong password.
	const hash = scrypt(password, row?.salt ?? '00');
	if (!row || !timingSafeEqual(hash, Buffer.from(row.hash, 'hex'))) return null;

	return { id: row.id, email: row.email, name: row.name };
}

/** @param {number} id @param {string} name */
export function rename(id, name) {
	database().prepare('UPDATE users SET name = ? WHERE id = ?').run(name, id);
}

/** @param {number} user @returns {string} the id of the new session */
export function startSession(user) {
	const id = randomBytes(24).toString('base64url');
	database().prepare('INSERT INTO sessions (id, user) VALUES (?, ?)').run(id, user);
	return id;
}

/** @param {string | undefined} session */
export function endSession(session) {
	if (session) database().prepare('DELETE FROM sessions WHERE id = ?').run(session);
}

/** @param {number} user */
export function countSessions(user) {
	const row = database().prepare('SELECT count(*) AS sessions FROM sessions WHERE user = ?').get(user);
	return Number(row?.sessions);
}

/** @param {string | undefined} session @returns {User | null} */
export function userOf(session) {
	if (!session) return null;
	const row = /** @type {any} */ (
		database()
			.prepare(
				`SELECT users.id, email, name FROM users
				 JOIN sessions ON sessions.user = users.id WHERE sessions.id = ?`
			)
			.get(session)
	);
	return row ? { id: row.id, email: row.email, name: row.name } : null;
}
