import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { PRODUCTS } from './products.ts';

let connection: DatabaseSync | undefined;

/** The one connection; opened at first use, so that a build never touches the file. */
function database(): DatabaseSync {
	if (!connection) {
		const directory = env.DATA_DIR || 'data';
		mkdirSync(directory, { recursive: true });
		connection = new DatabaseSync(join(directory, 'shop.db'));
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

/** All of it or nothing: what `work` throws undoes what it did. */
export function transaction<Result>(work: () => Result): Result {
	database().exec('BEGIN IMMEDIATE');
	try {
		const result = work();
		database().exec('COMMIT');
		return result;
	} catch (error) {
		database().exec('ROLLBACK');
		throw error;
	}
}

/** In one step, so that instances which begin at the same time wait for each other once. */
export function migrate() {
	transaction(() => {
		database().exec(`
			CREATE TABLE IF NOT EXISTS products (
				id INTEGER PRIMARY KEY,
				slug TEXT NOT NULL UNIQUE,
				name TEXT NOT NULL,
				text TEXT NOT NULL,
				price INTEGER NOT NULL,
				stock INTEGER NOT NULL CHECK (stock >= 0)
			);
			CREATE TABLE IF NOT EXISTS lines (
				session TEXT NOT NULL,
				product INTEGER NOT NULL REFERENCES products (id),
				quantity INTEGER NOT NULL,
				PRIMARY KEY (session, product)
			);
			CREATE TABLE IF NOT EXISTS orders (
				id TEXT PRIMARY KEY,
				key TEXT NOT NULL UNIQUE,
				session TEXT NOT NULL,
				address TEXT NOT NULL,
				total INTEGER NOT NULL
			);
			CREATE TABLE IF NOT EXISTS order_lines (
				"order" TEXT NOT NULL REFERENCES orders (id),
				name TEXT NOT NULL,
				quantity INTEGER NOT NULL,
				price INTEGER NOT NULL
			);
		`);
		for (const { slug, name, text, price, stock } of PRODUCTS) {
			run(
				'INSERT INTO products (slug, name, text, price, stock) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
				slug,
				name,
				text,
				price,
				stock
			);
		}
	});
}
