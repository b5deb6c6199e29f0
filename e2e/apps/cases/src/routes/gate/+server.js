import { open } from '#lib/server/gates.js';

/** A GET, because a POST without an origin is refused. */
export function GET({ url }) {
	open(String(url.searchParams.get('key')), url.searchParams.get('value') ?? '');
	return new Response(null, { status: 204 });
}
