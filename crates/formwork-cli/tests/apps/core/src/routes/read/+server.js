import { read } from '$app/server';
import { asset } from '$app/paths';
import text from './text.txt?url';
import picture from './picture.svg';

const targets = {
	text: () => text,
	picture: () => picture,
	query: () => `${text}?v=1#x`,
	static: () => asset('note.txt'),
	inline: () => 'data:text/plain;base64,' + btoa('inlined'),
	percent: () => 'data:,a%20b',
	missing: () => '/nowhere.txt',
	outside: () => '/../package.json'
};

export async function GET({ url }) {
	try {
		const response = read(targets[url.searchParams.get('what')]());
		const { headers } = response;
		return Response.json([await response.text(), headers.get('content-type'), headers.get('content-length')]);
	} catch (problem) {
		return new Response(problem.message, { status: 500 });
	}
}
