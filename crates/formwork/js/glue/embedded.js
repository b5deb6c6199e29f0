// `fetch` of a universal load: what is read of a response is kept for the document (F-76, F-77, C-145).

import { header_filters } from 'formwork:glue/calls';
import { attached_later } from 'formwork:glue/fetch';

const is_bytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

/**
 * `fetch` of a universal load: what is read of a response is kept for the document (F-77, C-145), unless the page has
 * no client code, which nobody would take it over for.
 */
export function embedding_fetch(x, event, hydrated) {
	return (input, init) => attached_later(fetch_and_keep(x, event, hydrated, input, init));
}

async function fetch_and_keep(x, event, hydrated, input, init) {
	const given = input instanceof Request ? input : null;
	const url = new URL(given ? given.url : String(input), x.url);
	const headers = init?.headers ?? (given && [...given.headers].length > 0 ? given.headers : undefined);
	let body = init?.body ?? undefined;
	if (ArrayBuffer.isView(body)) body = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
	if (hydrated && body === undefined && given?.body) body = new Uint8Array(await given.clone().arrayBuffer());
	let response = await event.fetch(input, init);
	if (/^https?:$/.test(url.protocol) && url.origin !== new URL(x.url).origin) {
		response = as_in_browser(x, response, given ? given.mode : (init?.mode ?? 'cors'));
	}
	if (!hydrated) return response;
	// A body that is neither text nor bytes cannot be told apart from another one.
	if (body !== undefined && typeof body !== 'string' && !is_bytes(body)) return response;
	const filter = header_filters.get(event);
	let kept = false;
	const keep = (content) => {
		if (kept) return;
		kept = true;
		const admitted = filter ? [...response.headers].filter(([name, value]) => filter(name, value)) : [];
		x.embed(
			url.href,
			[response.status, response.statusText, admitted.flat()],
			content,
			[headers ? [...new Headers(headers)].join(',') : undefined, body],
			[response.headers.get('cache-control'), response.headers.get('age'), response.headers.get('vary')]
		);
	};
	const keep_bytes = (buffer) => keep(new Uint8Array(buffer.slice(0)));
	let stream;
	return new Proxy(response, {
		get(target, key) {
			switch (key) {
				case 'text':
					return async () => {
						const text = await target.text();
						keep(no_body.has(target.status) ? undefined : text);
						return text;
					};
				case 'json':
					return async () => {
						const text = await target.text();
						keep(no_body.has(target.status) ? undefined : text);
						return text === '' ? undefined : JSON.parse(text);
					};
				case 'arrayBuffer':
				case 'bytes':
					return async () => {
						const bytes = await target[key]();
						keep_bytes(bytes);
						return bytes;
					};
				case 'body':
					return (stream ??= kept_stream(target.body, keep_bytes));
				case 'headers':
					return guarded_headers(target.headers, filter);
			}
			const value = Reflect.get(target, key, target);
			return typeof value === 'function' && key !== 'constructor' ? value.bind(target) : value;
		}
	});
}

/** What a browser would let a page see of a response of another origin (F-76). */
function as_in_browser(x, response, mode) {
	const { status, statusText, headers } = response;
	if (mode === 'no-cors') {
		response.body?.cancel().catch(() => {});
		return new Response(no_body.has(status) ? null : '', { status, statusText, headers });
	}
	const { origin } = new URL(x.url);
	const allowed = headers.get('access-control-allow-origin');
	if (allowed === '*' || allowed === origin) return response;
	response.body?.cancel().catch(() => {});
	const header = allowed === null ? 'has no `access-control-allow-origin` header' : `allows only ${JSON.stringify(allowed)}`;
	throw new Error(
		`CORS: a browser would not let ${origin} read ${response.url}, which ${header}. Universal load functions also run in the browser, so this fails here too; fetch it in a server load function (+page.server.js) instead`
	);
}

const no_body = new Set([101, 103, 204, 205, 304]);

/** The same stream; what it has given is kept once it has ended. */
function kept_stream(stream, keep) {
	if (!stream) return stream;
	const pieces = [];
	return stream.pipeThrough(
		new TransformStream({
			transform(piece, controller) {
				pieces.push(piece.slice());
				controller.enqueue(piece);
			},
			async flush() {
				keep(await new Blob(pieces).arrayBuffer());
			}
		})
	);
}

/** Headers that the document will not have cannot be read on the server either: the browser would see another page. */
function guarded_headers(headers, filter) {
	const admit = (name, value) => {
		if (name.startsWith('x-sveltekit-') || filter?.(name, value)) return;
		throw new Error(
			`The response header ${JSON.stringify(name)} is not sent to the browser, so a universal load cannot read it: admit it with the \`filterSerializedResponseHeaders\` option of \`resolve\` in the handle hook`
		);
	};
	return new Proxy(headers, {
		get(target, key) {
			switch (key) {
				case 'get':
					return (name) => {
						const value = target.get(name);
						if (value !== null) admit(String(name).toLowerCase(), value);
						return value;
					};
				case 'getSetCookie':
					return () => {
						const values = target.getSetCookie();
						if (values.length > 0) admit('set-cookie', values.join(', '));
						return values;
					};
			}
			const value = Reflect.get(target, key, target);
			return typeof value === 'function' ? value.bind(target) : value;
		}
	});
}
