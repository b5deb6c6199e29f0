import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { DatabaseSync } from 'node:sqlite';

/** Everything this app keeps is below this directory. */
const directory = () => env.DATA_DIR || 'data';

/** Where the content of a file is. @param {number} id */
export const pathOf = (id) => join(directory(), 'files', String(id));

/** @type {DatabaseSync | undefined} */
let connection;

/** The one connection; opened at first use, so that a build never touches the file. */
function database() {
	if (!connection) {
		mkdirSync(join(directory(), 'files'), { recursive: true });
		connection = new DatabaseSync(join(directory(), 'drop.db'));
		// Somebody else may be writing, another instance of this app for example: wait for them, a little.
		connection.exec('PRAGMA busy_timeout = 1000');
	}
	return connection;
}

/** @param {string} sql @param {import('node:sqlite').SQLInputValue[]} values */
export const run = (sql, ...values) =>
	database()
		.prepare(sql)
		.run(...values);

/**
 * Rows have no prototype; pages get ordinary objects.
 * @template Row
 * @param {string} sql @param {import('node:sqlite').SQLInputValue[]} values
 * @returns {Row[]}
 */
export function all(sql, ...values) {
	const rows = database()
		.prepare(sql)
		.all(...values);
	return rows.map((row) => /** @type {Row} */ ({ ...row }));
}

/** All tables in one step, so that instances which begin at the same time wait for each other once. */
export function migrate() {
	database().exec(`
		BEGIN IMMEDIATE;
		CREATE TABLE IF NOT EXISTS drops (
			id INTEGER PRIMARY KEY,
			token TEXT NOT NULL UNIQUE,
			owner TEXT NOT NULL,
			note TEXT NOT NULL,
			expires INTEGER NOT NULL
		);
		CREATE TABLE IF NOT EXISTS files (
			id INTEGER PRIMARY KEY,
			"drop" INTEGER NOT NULL REFERENCES drops (id),
			name TEXT NOT NULL,
			type TEXT NOT NULL,
			size INTEGER NOT NULL
		);
		COMMIT;
	`);
}
