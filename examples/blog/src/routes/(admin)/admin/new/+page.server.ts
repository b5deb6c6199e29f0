import { fail, redirect } from '@sveltejs/kit';
import { createPost, readDraft } from '#lib/server/posts.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ title: 'New post' });

export const actions: Actions = {
	default: async ({ request }) => {
		const { draft, problems } = readDraft(await request.formData());
		if (problems) return fail(400, { draft, problems });

		createPost(draft);
		redirect(303, '/admin');
	}
};
