import { error, redirect } from '@sveltejs/kit';
import { deletePost, postById } from '#lib/server/posts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ params }) => {
	const { id, title } = postById(params.id) ?? error(404, 'There is no such post.');
	return { title: `Delete “${title}”`, id, post: title };
};

export const actions: Actions = {
	default: ({ params }) => {
		deletePost(params.id);
		redirect(303, '/admin');
	}
};
