import { error } from '@sveltejs/kit';
import { publishedPosts } from '#lib/server/posts.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => {
	const page = Number(url.searchParams.get('page') ?? 1);
	const found = Number.isInteger(page) && page > 0 ? publishedPosts(page) : null;
	if (!found || page > found.pages) error(404, 'There is no such page.');

	return { ...found, page };
};
