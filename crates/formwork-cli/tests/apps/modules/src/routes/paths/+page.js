import { asset, match, resolve } from '$app/paths';

export async function load({ url }) {
	return {
		resolved: [
			resolve('/blog/[slug]', { slug: 'hello' }),
			resolve('/opt/[[lang]]/x', {}),
			resolve('/(group)/rest/[...path]', { path: 'a/b' }),
			resolve('/imports')
		],
		asset: asset('icon.svg'),
		matched: await match(new URL('/blog/x', url)),
		unmatched: await match('/nothing/here')
	};
}
