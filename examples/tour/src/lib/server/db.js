import { env } from 'node:process';
import { DatabaseSync } from 'node:sqlite';

/** @type {DatabaseSync | undefined} */
let db;

/** The one connection; opened at first use, so that a build never touches the file. */
export function database() {
	if (!db) {
		db = new DatabaseSync(env.TOUR_DB || 'tour.db');
		// Somebody else may be writing, another instance of this app for example: wait for them, a little.
		db.exec('PRAGMA busy_timeout = 1000');
	}
	return db;
}

/** All tables in one step, so that instances which begin at the same time wait for each other once. */
export function migrate() {
	database().exec(`
		BEGIN IMMEDIATE;
		CREATE TABLE IF NOT EXISTS users (
			id INTEGER PRIMARY KEY,
			email TEXT NOT NULL UNIQUE,
			name TEXT NOT NULL,
			salt TEXT NOT NULL,
			hash TEXT NOT NULL
		);
		CREATE TABLE IF NOT EXISTS logins (
			hash TEXT PRIMARY KEY,
			user INTEGER NOT NULL REFERENCES users (id),
			expires INTEGER NOT NULL
		);
		CREATE TABLE IF NOT EXISTS guestbook (
			id INTEGER PRIMARY KEY,
			name TEXT NOT NULL,
			message TEXT NOT NULL
		);
		CREATE TABLE IF NOT EXISTS todos (
			id INTEGER PRIMARY KEY,
			visitor TEXT NOT NULL,
			text TEXT NOT NULL,
			done INTEGER NOT NULL DEFAULT 0,
			UNIQUE (visitor, text)
		);
		CREATE TABLE IF NOT EXISTS avatars (
			visitor TEXT PRIMARY KEY,
			id TEXT NOT NULL UNIQUE,
			name TEXT NOT NULL,
			type TEXT NOT NULL,
			size INTEGER NOT NULL,
			bytes BLOB NOT NULL
		);
		COMMIT;
	`);
}
