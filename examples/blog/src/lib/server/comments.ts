import { all, get, run } from './db.ts';
import type { User } from './users.ts';

export interface Comment {
	id: number;
	user: number;
	author: string;
	text: string;
	created: string;
}

export const MAX_LENGTH = 1000;

export const commentsOf = (post: number) =>
	all<Comment>(
		`SELECT comments.id, user, name AS author, text, created FROM comments
		 JOIN users ON users.id = user WHERE post = ? ORDER BY comments.id`,
		post
	);

export const addComment = (post: number, user: User, text: string) =>
	run(
		'INSERT INTO comments (post, user, text, created) VALUES (?, ?, ?, ?)',
		post,
		user.id,
		text,
		new Date().toISOString()
	);

/** Whether it was there and theirs to delete. */
export function deleteComment(id: number, user: User): boolean {
	const comment = get<{ user: number }>('SELECT user FROM comments WHERE id = ?', id);
	if (!comment || (comment.user !== user.id && !user.editor)) return false;
	run('DELETE FROM comments WHERE id = ?', id);
	return true;
}
