import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

let connection: DatabaseSync | undefined;

/** The one connection; opened at first use, so that a build never touches the file. */
function database(): DatabaseSync {
	if (!connection) {
		const directory = env.DATA_DIR || 'data';
		mkdirSync(directory, { recursive: true });
		connection = new DatabaseSync(join(directory, 'blog.db'));
		// Somebody else may be writing, another instance of this app for example: wait for them, a little.
		connection.exec('PRAGMA busy_timeout = 1000');
	}
	return connection;
}

export const run = (sql: string, ...values: SQLInputValue[]) =>
	database()
		.prepare(sql)
		.run(...values);

// Rows have no prototype; pages get ordinary objects.
export const all = <Row>(sql: string, ...values: SQLInputValue[]): Row[] =>
	database()
		.prepare(sql)
		.all(...values)
		.map((row) => ({ ...row }) as Row);

export const get = <Row>(sql: string, ...values: SQLInputValue[]): Row | null =>
	all<Row>(sql, ...values)[0] ?? null;

/** All tables in one step, so that instances which begin at the same time wait for each other once. */
export function migrate() {
	database().exec(`
		BEGIN IMMEDIATE;
		CREATE TABLE IF NOT EXISTS users (
			id INTEGER PRIMARY KEY,
			email TEXT NOT NULL UNIQUE,
			name TEXT NOT NULL,
			password TEXT NOT NULL,
			editor INTEGER NOT NULL DEFAULT 0
		);
		CREATE TABLE IF NOT EXISTS sessions (
			hash TEXT PRIMARY KEY,
			user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
			expires INTEGER NOT NULL
		);
		CREATE TABLE IF NOT EXISTS posts (
			id INTEGER PRIMARY KEY,
			slug TEXT NOT NULL UNIQUE,
			title TEXT NOT NULL,
			summary TEXT NOT NULL,
			body TEXT NOT NULL,
			published INTEGER NOT NULL DEFAULT 0,
			created TEXT NOT NULL
		);
		CREATE TABLE IF NOT EXISTS comments (
			id INTEGER PRIMARY KEY,
			post INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
			user INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
			text TEXT NOT NULL,
			created TEXT NOT NULL
		);
		COMMIT;
	`);
}
