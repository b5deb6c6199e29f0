import type { PageLoad, PageLoadEvent } from './$types';

export const load: PageLoad = async ({ data, parent, fetch, url }: PageLoadEvent) => {
	const likes: number = data.post.likes;
	const { user } = await parent();
	// @ts-expect-error a universal load has no cookies
	({}) as PageLoadEvent['cookies'];
	await fetch('/files/a');
	return { ...data, title: `${user?.name} ${likes}`, query: url.search };
};
