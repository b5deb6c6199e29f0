import { error } from '@sveltejs/kit';

export function GET({ url }) {
	if (url.searchParams.has('error')) error(409, 'conflict', { code: 1 });
	if (url.searchParams.has('where')) return new Response('/plain');
	if (url.searchParams.has('throw')) throw new Error('in endpoint');
	return new Response('endpoint');
}

export const POST = GET;
