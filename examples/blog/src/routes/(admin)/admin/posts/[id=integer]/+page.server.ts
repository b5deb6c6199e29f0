import { error, fail } from '@sveltejs/kit';
import { postById, readDraft, updatePost } from '#lib/server/posts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ params }) => {
	const post = postById(params.id) ?? error(404, 'There is no such post.');
	return { title: `Edit “${post.title}”`, post };
};

export const actions: Actions = {
	default: async ({ params, request }) => {
		const { draft, problems } = readDraft(await request.formData(), params.id);
		if (problems) return fail(400, { draft, problems });

		updatePost(params.id, draft);
		return { saved: true };
	}
};
