/**
 * A visitor sends requests with a cookie jar and writes down what comes back, as far as people and browsers see it:
 * status, the headers below, names and attributes of cookies, and the text of the answer. What is random or depends on
 * the clock is replaced, in `normal()` and nowhere else.
 */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { parse } from 'node-html-parser';
import { parseSetCookie } from 'set-cookie-parser';

/** What the apps believe to be their address; the SvelteKit build has it inside. */
export const ORIGIN = 'http://localhost:3000';

const HEADERS = [
	'accept-ranges',
	'allow',
	'cache-control',
	'content-disposition',
	'content-range',
	'content-type',
	'location',
	'x-content-type-options'
];

const RANDOM = /** @type {const} */ ([
	[/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '‹uuid›'],
	[/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d\.\d{3}Z)?/g, '‹time›'],
	[/\d{4}-\d\d-\d\d at \d\d:\d\d/g, '‹time›'],
	[/\b\d{13}\b/g, '‹milliseconds›'],
	[/\/d\/[\w-]{16}/g, '/d/‹token›'],
	[/"[\w-]{16}"/g, '"‹token›"'],
	[/token = [\w-]{16}/g, 'token = ‹token›'],
	[/(id\W+|log as |look for )[0-9a-f]{8}\b/g, '$1‹id›']
]);

/** @param {string} text */
const normal = (text) => RANDOM.reduce((text, [pattern, name]) => text.replace(pattern, name), text);

/** What a page says: the text without scripts and styles, and what is in the fields. @param {string} html */
function seen(html) {
	const page = parse(html, { blockTextElements: { script: false, style: false, pre: true } });
	const fields = page
		.querySelectorAll('input, textarea, option[selected], [aria-invalid=true]')
		.map(({ tagName, attributes }) => {
			const { name, value = '', checked, 'aria-invalid': invalid } = attributes;
			return `<${tagName} ${name} = ${value}${checked === undefined ? '' : ' checked'}${invalid === 'true' ? ' invalid' : ''}>`;
		});
	return [page.querySelector('title')?.text, page.querySelector('body')?.structuredText, ...fields].join(
		'\n'
	);
}

/** @param {string} type @param {Buffer} body */
function textOf(type, body) {
	if (type.startsWith('text/html')) return seen(body.toString());
	if (type === 'application/json') return JSON.stringify(sorted(JSON.parse(body.toString())), null, 1);
	if (/^text|xml|json/.test(type)) return body.toString();
	return body.length
		? `${body.length} bytes, ${createHash('sha256').update(body).digest('hex').slice(0, 12)}`
		: '';
}

/** JSON says nothing by the order of its keys. @param {any} value @returns {any} */
function sorted(value) {
	if (Array.isArray(value)) return value.map(sorted);
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(
		Object.keys(value)
			.sort()
			.map((key) => [key, sorted(value[key])])
	);
}

/** @typedef {{ name: string, status: number, headers: Record<string, string>, cookies: string[], text: string }} Exchange */
/** @typedef {{ status: number, location: string, body: Buffer, page: import('node-html-parser').HTMLElement }} Answer */

export class Visitor {
	/** @type {Map<string, string>} */
	#jar = new Map();

	/** @param {number} port @param {Exchange[]} exchanges where they are written down */
	constructor(port, exchanges) {
		this.port = port;
		this.exchanges = exchanges;
	}

	/**
	 * @param {string} method @param {string} path
	 * @param {Record<string, string>} [headers] @param {string | Buffer} [body]
	 * @returns {Promise<Answer>}
	 */
	async send(method, path, headers = {}, body = '') {
		const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
		const response = await exchange(this.port, method, path, { ...(cookie && { cookie }), ...headers }, body);

		const cookies = parseSetCookie(response.headers['set-cookie'] ?? []);
		for (const { name, value, maxAge } of cookies) {
			if (maxAge === 0) this.#jar.delete(name);
			else this.#jar.set(name, value);
		}

		const type = response.headers['content-type'] ?? '';
		// Formwork tells caches to ask again for a file that may change; the adapter leaves it to them.
		if (response.headers['last-modified']) delete response.headers['cache-control'];
		const kind = headers['x-sveltekit-action'] ? ', enhanced' : '';
		this.exchanges.push({
			name: normal(`${method} ${path}${kind}`),
			status: response.status,
			headers: Object.fromEntries(
				HEADERS.map((name) => [name, normal(String(response.headers[name] ?? ''))])
			),
			cookies: cookies.map(({ name, value, expires, ...rest }) =>
				JSON.stringify({ name, set: Boolean(value), ...rest })
			),
			text: normal(textOf(type, response.body))
		});
		return {
			status: response.status,
			location: String(response.headers.location ?? ''),
			body: response.body,
			page: parse(type.startsWith('text/html') ? response.body.toString() : '')
		};
	}

	/** A page, as a document. @param {string} path @param {Record<string, string>} [headers] */
	get(path, headers) {
		return this.send('GET', path, { accept: 'text/html', ...headers });
	}

	/** What the client fetches when it navigates there. @param {string} path */
	data(path) {
		return this.send('GET', path.replace(/\/?(\?|$)/, '/__data.json$1').replace(/^\/\/__/, '/__'));
	}

	/** A form without JavaScript. @param {string} path @param {Fields} fields @param {Record<string, string>} [headers] */
	async native(path, fields, headers) {
		const { type, body } = await form(fields);
		return this.send(
			'POST',
			path,
			{ accept: 'text/html', origin: ORIGIN, 'content-type': type, ...headers },
			body
		);
	}

	/** The same form with `use:enhance`. @param {string} path @param {Fields} fields */
	enhanced(path, fields) {
		return this.native(path, fields, { accept: 'application/json', 'x-sveltekit-action': 'true' });
	}

	/** One after the other. @param {string} path @param {Fields} fields */
	async both(path, fields) {
		await this.enhanced(path, fields);
		return this.native(path, fields);
	}
}

/** Names with a text, several texts, or files. @typedef {Record<string, string | string[] | File[]>} Fields */

/** @param {Fields} fields */
async function form(fields) {
	const pairs = Object.entries(fields).flatMap(([name, value]) =>
		[value].flat().map((value) => ({ name, value }))
	);
	const data = pairs.some(({ value }) => value instanceof File) ? new FormData() : new URLSearchParams();
	for (const { name, value } of pairs) data.append(name, /** @type {string} */ (value));

	const encoded = new Response(data);
	return {
		type: String(encoded.headers.get('content-type')),
		body: Buffer.from(await encoded.arrayBuffer())
	};
}

/**
 * @param {number} port @param {string} method @param {string} path
 * @param {Record<string, string>} headers @param {string | Buffer} body
 * @returns {Promise<{ status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer }>}
 */
function exchange(port, method, path, headers, body) {
	return new Promise((resolve, reject) => {
		const options = { host: '127.0.0.1', port, method, path, agent: false };
		const outgoing = request(
			{ ...options, headers: { host: new URL(ORIGIN).host, ...headers } },
			(incoming) => {
				/** @type {Buffer[]} */
				const chunks = [];
				incoming.on('data', (chunk) => chunks.push(chunk));
				incoming.on('error', reject);
				incoming.on('end', () => {
					resolve({
						status: incoming.statusCode ?? 0,
						headers: incoming.headers,
						body: Buffer.concat(chunks)
					});
					outgoing.destroy(); // a body that was refused is never sent
				});
			}
		);
		outgoing.on('error', reject);
		if (body.length && !headers['content-length'])
			outgoing.setHeader('content-length', Buffer.byteLength(body));
		outgoing.flushHeaders();
		// A length without a body: a large one that is refused before it is sent.
		if (!headers['content-length']) outgoing.end(body);
	});
}
