import { stamp } from '#lib/stamp.js';

/** Never the same answer twice, and told what it was asked. */
const answer = async ({ request, url, setHeaders }) => {
	const age = url.searchParams.get('age');
	if (age) setHeaders({ 'cache-control': `max-age=${age}` });
	return Response.json({
		stamp: stamp(),
		asked: request.headers.get('x-asked'),
		body: await request.text()
	});
};

export const GET = answer;
export const POST = answer;
