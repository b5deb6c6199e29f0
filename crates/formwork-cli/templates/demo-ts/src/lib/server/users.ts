// Whoever has said their name, with their list. It lies in memory and is gone after a restart: put a database here.
export type Item = { id: string; text: string; done: boolean };
export type User = { name: string; items: Item[] };

const users = new Map<string, User>();

/** How many are kept before the oldest is forgotten. */
const MOST = 1000;

/** Remembers somebody new, and returns the secret that their cookie holds. */
export function welcome(name: string): string {
	const session = crypto.randomUUID();
	users.set(session, { name, items: [{ id: crypto.randomUUID(), text: 'Look at the forms', done: false }] });
	const [oldest] = users.keys();
	if (users.size > MOST && oldest) users.delete(oldest);
	return session;
}

export function find(session: string | undefined): User | undefined {
	return session ? users.get(session) : undefined;
}

export function forget(session: string | undefined): void {
	if (session) users.delete(session);
}
