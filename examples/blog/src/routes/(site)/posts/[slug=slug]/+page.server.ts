import { error, fail, redirect } from '@sveltejs/kit';
import { addComment, commentsOf, deleteComment, MAX_LENGTH } from '#lib/server/comments.ts';
import { postBySlug, relatedTo } from '#lib/server/posts.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** A draft is there for editors only. */
function find({ params, locals }: Pick<RequestEvent, 'params' | 'locals'>) {
	const post = postBySlug(params.slug);
	if (!post || !(post.published || locals.user?.editor)) error(404, 'There is no such post.');
	return post;
}

function writer({ locals, url }: RequestEvent) {
	if (!locals.user) redirect(303, `/login?redirectTo=${encodeURIComponent(url.pathname)}`);
	return locals.user;
}

export const load: PageServerLoad = (event) => {
	event.depends('blog:comments');
	const post = find(event);

	return {
		title: post.title,
		post,
		comments: commentsOf(post.id),
		maxLength: MAX_LENGTH,
		related: relatedTo(post) // a promise: the page is sent first, this follows
	};
};

export const actions: Actions = {
	comment: async (event) => {
		const user = writer(event);
		// Forms send two characters for the end of a line, and people count one.
		const text = String((await event.request.formData()).get('text') ?? '')
			.replaceAll('\r\n', '\n')
			.trim();
		if (!text) return fail(400, { text, problem: 'Please write something.' });
		if (text.length > MAX_LENGTH) return fail(400, { text, problem: `At most ${MAX_LENGTH} characters.` });

		addComment(find(event).id, user, text);
		return { commented: true };
	},

	delete: async (event) => {
		const user = writer(event);
		const id = Number((await event.request.formData()).get('id'));
		if (!deleteComment(id, user)) return fail(403, { refused: 'This comment is not yours to delete.' });

		return { deleted: true };
	}
};
