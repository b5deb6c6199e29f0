import { redirect } from '@sveltejs/kit';

/** Redirects so many times as the query says, then shows itself. */
export const load = ({ url }) => {
	const left = Number(url.searchParams.get('left'));
	if (left > 0) redirect(307, `/loop?left=${left - 1}`);
	return { page: 'arrived' };
};
