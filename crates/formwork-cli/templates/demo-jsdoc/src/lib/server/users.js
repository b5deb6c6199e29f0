// Whoever has said their name, with their list. It lies in memory and is gone after a restart: put a database here.

/**
 * @typedef {{ id: string, text: string, done: boolean }} Item
 * @typedef {{ name: string, items: Item[] }} User
 */

/** @type {Map<string, User>} */
const users = new Map();

/** How many are kept before the oldest is forgotten. */
const MOST = 1000;

/**
 * Remembers somebody new, and returns the secret that their cookie holds.
 * @param {string} name
 */
export function welcome(name) {
	const session = crypto.randomUUID();
	users.set(session, { name, items: [{ id: crypto.randomUUID(), text: 'Look at the forms', done: false }] });
	const [oldest] = users.keys();
	if (users.size > MOST && oldest) users.delete(oldest);
	return session;
}

/** @param {string | undefined} session */
export function find(session) {
	return session ? users.get(session) : undefined;
}

/** @param {string | undefined} session */
export function forget(session) {
	if (session) users.delete(session);
}
