import { fail } from '@sveltejs/kit';
import { allPosts, publish } from '#lib/server/posts.ts';
import type { Actions, PageServerLoad } from './$types';

// Who may be here was decided in `handle`.
export const load: PageServerLoad = () => ({ title: 'All posts', posts: allPosts() });

export const actions: Actions = {
	publish: async ({ request }) => {
		const data = await request.formData();
		const published = data.get('published') === 'true';
		if (!publish(Number(data.get('id')), published)) return fail(404, { problem: 'There is no such post.' });

		return { published };
	}
};
