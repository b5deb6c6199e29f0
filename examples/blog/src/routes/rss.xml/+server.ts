import { publishedPosts } from '#lib/server/posts.ts';
import type { RequestHandler } from './$types';

const ENTITIES: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
const escape = (text: string) => text.replace(/[<>&"]/g, (character) => ENTITIES[character]);

export const GET: RequestHandler = ({ setHeaders, url }) => {
	setHeaders({ 'cache-control': 'max-age=600' });

	const items = publishedPosts(1).posts.map(
		({ slug, title, summary, created }) => `
		<item>
			<title>${escape(title)}</title>
			<link>${escape(`${url.origin}/posts/${slug}`)}</link>
			<guid isPermaLink="false">${slug}</guid>
			<description>${escape(summary)}</description>
			<pubDate>${new Date(created).toUTCString()}</pubDate>
		</item>`
	);
	const feed = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
	<channel>
		<title>The Slow Letter</title>
		<link>${escape(url.origin)}</link>
		<description>Letters, envelopes, and the time they take</description>${items.join('')}
	</channel>
</rss>
`;
	return new Response(feed, { headers: { 'content-type': 'application/rss+xml; charset=utf-8' } });
};
