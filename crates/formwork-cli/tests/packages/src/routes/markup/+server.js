import { json } from '@sveltejs/kit';
import { marked, Marked } from 'marked';
import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';

export async function POST({ request }) {
	const text = await request.text();
	const own = new Marked({ gfm: true, async: true, walkTokens: async (token) => { if (token.type === 'code') token.lang = 'js'; } });
	return json({
		marked: marked.parse(text),
		own: await own.parse('```\nx\n```'),
		markdownIt: new MarkdownIt({ html: true, linkify: true, typographer: true }).render(text),
		sanitized: sanitize('<p onclick="x()">ok <script>alert(1)</script><a href="javascript:1">a</a><b style="color: red; position: fixed">b</b></p>', {
			allowedTags: ['p', 'a', 'b'],
			allowedAttributes: { a: ['href'], b: ['style'] },
			allowedStyles: { '*': { color: [/^red$/] } }
		})
	});
}
