import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { get, run } from './db.ts';

export interface User {
	id: number;
	email: string;
	name: string;
	editor: boolean;
}

const derive = promisify<string, Buffer, number, Buffer>(scrypt);
const NOBODY = `${'00'.repeat(16)}:${'00'.repeat(32)}`;

/** Salt and derived key, as text. */
async function protect(password: string): Promise<string> {
	const salt = randomBytes(16);
	return `${salt.toString('hex')}:${(await derive(password, salt, 32)).toString('hex')}`;
}

async function matches(password: string, stored: string): Promise<boolean> {
	const [salt, key] = stored.split(':').map((hex) => Buffer.from(hex, 'hex'));
	return timingSafeEqual(await derive(password, salt, 32), key);
}

/** The new user, or null if the e-mail address is taken. */
export async function register(email: string, password: string, editor = false): Promise<User | null> {
	const name = email.split('@')[0];
	const added = run(
		'INSERT INTO users (email, name, password, editor) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
		email,
		name,
		await protect(password),
		Number(editor)
	);
	return added.changes ? { id: Number(added.lastInsertRowid), email, name, editor } : null;
}

/** The user with this password, or null. An unknown address takes as long as a wrong password. */
export async function authenticate(email: string, password: string): Promise<User | null> {
	const row = get<User & { password: string }>('SELECT * FROM users WHERE email = ?', email);
	if (!(await matches(password, row?.password ?? NOBODY)) || !row) return null;

	return { id: row.id, email, name: row.name, editor: Boolean(row.editor) };
}

/** What a log-in form sends. */
export async function credentials(request: Request) {
	const data = await request.formData();
	return {
		email: String(data.get('email') ?? '')
			.trim()
			.toLowerCase(),
		password: String(data.get('password') ?? '')
	};
}
