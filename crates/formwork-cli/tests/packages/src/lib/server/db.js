import { DatabaseSync } from 'node:sqlite';
import { drizzle } from 'drizzle-orm/sqlite-proxy';
import { relations, sql } from 'drizzle-orm';
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { env } from '$env/dynamic/private';

export const users = sqliteTable(
	'users',
	{
		id: integer('id').primaryKey({ autoIncrement: true }),
		name: text('name').notNull(),
		email: text('email').notNull(),
		active: integer('active', { mode: 'boolean' }).notNull().default(true),
		settings: text('settings', { mode: 'json' }),
		created: integer('created', { mode: 'timestamp' }).notNull().default(sql`(unixepoch())`)
	},
	(table) => [uniqueIndex('users_email').on(table.email)]
);

export const posts = sqliteTable('posts', {
	id: integer('id').primaryKey(),
	title: text('title').notNull(),
	author: integer('author')
		.notNull()
		.references(() => users.id, { onDelete: 'cascade' })
});

export const usersRelations = relations(users, ({ many }) => ({ posts: many(posts) }));
export const postsRelations = relations(posts, ({ one }) => ({ author: one(users, { fields: [posts.author], references: [users.id] }) }));

// Drizzle has no driver for `node:sqlite` in this version; its proxy driver takes any function that runs SQL.
const database = new DatabaseSync(env.PACKAGES_DB ?? ':memory:');
database.exec(`
	CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, email TEXT NOT NULL,
		active INTEGER NOT NULL DEFAULT true, settings TEXT, created INTEGER NOT NULL DEFAULT (unixepoch()));
	CREATE UNIQUE INDEX IF NOT EXISTS users_email ON users (email);
	CREATE TABLE IF NOT EXISTS posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE);
`);

export const db = drizzle(
	async (query, params, method) => {
		const statement = database.prepare(query);
		if (method === 'run') {
			statement.run(...params);
			return { rows: [] };
		}
		statement.setReturnArrays(true);
		return { rows: method === 'get' ? statement.get(...params) : statement.all(...params) };
	},
	{ schema: { users, posts, usersRelations, postsRelations } }
);
