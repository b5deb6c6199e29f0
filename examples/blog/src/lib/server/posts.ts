import { setTimeout as pause } from 'node:timers/promises';
import { all, get, run } from './db.ts';

export interface Post {
	id: number;
	slug: string;
	title: string;
	summary: string;
	body: string;
	published: number;
	created: string;
}

export type Draft = Pick<Post, 'title' | 'slug' | 'summary' | 'body'>;

const PER_PAGE = 3;

export function publishedPosts(page: number) {
	const count = get<{ n: number }>('SELECT count(*) AS n FROM posts WHERE published')?.n ?? 0;
	const posts = all<Post>(
		'SELECT * FROM posts WHERE published ORDER BY created DESC, id DESC LIMIT ? OFFSET ?',
		PER_PAGE,
		(page - 1) * PER_PAGE
	);
	return { posts, pages: Math.max(1, Math.ceil(count / PER_PAGE)) };
}

export const allPosts = () => all<Post>('SELECT * FROM posts ORDER BY created DESC, id DESC');
export const postById = (id: number) => get<Post>('SELECT * FROM posts WHERE id = ?', id);
export const postBySlug = (slug: string) => get<Post>('SELECT * FROM posts WHERE slug = ?', slug);

export function createPost({ title, slug, summary, body }: Draft) {
	run(
		'INSERT INTO posts (slug, title, summary, body, created) VALUES (?, ?, ?, ?, ?)',
		slug,
		title,
		summary,
		body,
		new Date().toISOString()
	);
}

export const updatePost = (id: number, { title, slug, summary, body }: Draft) =>
	run(
		'UPDATE posts SET slug = ?, title = ?, summary = ?, body = ? WHERE id = ?',
		slug,
		title,
		summary,
		body,
		id
	);

export const publish = (id: number, published: boolean) =>
	run('UPDATE posts SET published = ? WHERE id = ?', Number(published), id).changes > 0;

export const deletePost = (id: number) => run('DELETE FROM posts WHERE id = ?', id);

const words = (post: Post) => new Set(`${post.title} ${post.body}`.toLowerCase().match(/\p{L}{6,}/gu));

/** The two posts that share most words with this one. */
export async function relatedTo(post: Post): Promise<Pick<Post, 'slug' | 'title'>[]> {
	await pause(150); // stands for a slow search service: the page does not wait for it
	const own = words(post);
	return all<Post>('SELECT * FROM posts WHERE published AND id <> ?', post.id)
		.map((other) => ({ other, shared: own.intersection(words(other)).size }))
		.sort((a, b) => b.shared - a.shared || a.other.id - b.other.id)
		.slice(0, 2)
		.map(({ other: { slug, title } }) => ({ slug, title }));
}

export type Problems = Partial<Record<keyof Draft, string>>;

/** What the form of a post says, and what is wrong with it. */
export function readDraft(data: FormData, id?: number): { draft: Draft; problems: Problems | null } {
	const text = (name: keyof Draft) => String(data.get(name) ?? '').trim();
	const draft = {
		title: text('title'),
		slug: text('slug'),
		summary: text('summary'),
		body: text('body').replaceAll('\r\n', '\n')
	};
	const problems: Problems = {};
	if (!draft.title) problems.title = 'A post needs a title.';
	if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(draft.slug))
		problems.slug = 'Small letters, digits and single hyphens.';
	else if (![undefined, id].includes(postBySlug(draft.slug)?.id))
		problems.slug = 'Another post has this address.';
	if (draft.summary.length > 200) problems.summary = 'At most 200 characters.';
	if (!draft.body) problems.body = 'A post needs a text.';
	return { draft, problems: Object.keys(problems).length ? problems : null };
}
