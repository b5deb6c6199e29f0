import { json } from '@sveltejs/kit';
import { and, count, desc, eq, like } from 'drizzle-orm';
import { db, posts, users } from '$lib/server/db';

export async function POST() {
	await db.delete(users);
	const [ada] = await db.insert(users).values({ name: 'Ada', email: 'ada@example.com', settings: { theme: 'dark' } }).returning();
	await db.insert(users).values([
		{ name: 'Grace', email: 'grace@example.com', active: false },
		{ name: 'Alan', email: 'alan@example.com' }
	]);
	await db.insert(posts).values([
		{ title: 'On engines', author: ada.id },
		{ title: 'Notes', author: ada.id }
	]);
	await db.update(users).set({ name: 'Grace H.' }).where(eq(users.email, 'grace@example.com'));
	const conflict = await db.insert(users).values({ name: 'x', email: 'ada@example.com' }).catch((error) => error.cause?.code ?? error.code ?? error.message);
	await db.insert(users).values({ name: 'Ada L.', email: 'ada@example.com' }).onConflictDoUpdate({ target: users.email, set: { name: 'Ada L.' } });
	const rolledBack = await db
		.transaction(async (tx) => {
			await tx.insert(posts).values({ title: 'never', author: ada.id });
			tx.rollback();
		})
		.catch((error) => error.message);
	await db.transaction(async (tx) => {
		await tx.insert(posts).values({ title: 'kept', author: ada.id });
	});
	return json({
		returning: [ada.active, ada.settings, ada.created instanceof Date],
		active: (await db.select({ name: users.name }).from(users).where(and(eq(users.active, true), like(users.name, 'A%'))).orderBy(desc(users.name))).map((row) => row.name),
		join: await db.select({ title: posts.title, by: users.name }).from(posts).innerJoin(users, eq(posts.author, users.id)).orderBy(posts.id).limit(1),
		counted: await db.select({ author: users.name, posts: count(posts.id) }).from(users).leftJoin(posts, eq(posts.author, users.id)).groupBy(users.id).orderBy(users.id),
		relations: await db.query.users.findFirst({ where: eq(users.email, 'ada@example.com'), columns: { name: true }, with: { posts: { columns: { title: true } } } }),
		conflict,
		rolledBack,
		prepared: await db.select({ n: count() }).from(posts).prepare().get()
	});
}

export async function GET() {
	return json((await db.select().from(users)).map(({ name }) => name));
}
