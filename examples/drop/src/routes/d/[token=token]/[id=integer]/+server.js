import { error } from '@sveltejs/kit';
import { openAsBlob } from 'node:fs';
import { pathOf } from '#lib/server/db.js';
import { filesOf } from '#lib/server/drops.js';
import { find } from '#lib/server/find.js';

/**
 * The bytes that a `Range` header asks for: the first and the last, or null for all of them. Several ranges at a
 * time are answered with everything, as they may be.
 * @param {string | null} header @param {number} size
 */
function rangeOf(header, size) {
	const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
	if (!first && !last) return null;
	const from = first ? Number(first) : Math.max(0, size - Number(last));
	const to = first && last ? Math.min(Number(last), size - 1) : size - 1;
	return { from, to, possible: from <= to };
}

/**
 * A name in a header (RFC 8187), which means something by the few characters that `encodeURIComponent` leaves alone.
 * @param {string} name
 */
const encoded = (name) =>
	encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);

/** @type {import('./$types').RequestHandler} */
export async function GET({ params, request }) {
	const file =
		filesOf(find(params.token).id).find(({ id }) => id === params.id) ?? error(404, 'There is no such file.');

	const headers = new Headers({
		'accept-ranges': 'bytes',
		'cache-control': 'private, no-cache',
		'content-disposition': `attachment; filename*=UTF-8''${encoded(file.name)}`,
		// What strangers send is never shown as a page of this site.
		'content-type': 'application/octet-stream',
		'x-content-type-options': 'nosniff'
	});
	const range = rangeOf(request.headers.get('range'), file.size);
	if (range && !range.possible) {
		headers.set('content-range', `bytes */${file.size}`);
		return new Response(null, { status: 416, headers });
	}

	const { from, to } = range ?? { from: 0, to: file.size - 1 };
	if (range) headers.set('content-range', `bytes ${from}-${to}/${file.size}`);
	headers.set('content-length', String(to - from + 1));

	// Nothing is read yet: the response takes from the disk what the client has room for.
	const content = await openAsBlob(pathOf(file.id));
	return new Response(content.slice(from, to + 1).stream(), { status: range ? 206 : 200, headers });
}
