/**
 * Serves the example apps with Formwork and with SvelteKit, sends the same requests to both, and compares what comes
 * back. Arguments are the names of the apps, by default all; a difference makes it end with 1. What came back is in
 * results/parity-*.json.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { blog } from './parity/blog.js';
import { drop } from './parity/drop.js';
import { shop } from './parity/shop.js';
import { tour } from './parity/tour.js';
import { ORIGIN, Visitor } from './parity/visitor.js';
import { serve, serveReference } from './server.js';

const APPS = { tour, blog, shop, drop };

/** What SvelteKit has no setting for in the app itself. @type {Record<string, Record<string, string>>} */
const SETTINGS = { drop: { BODY_SIZE_LIMIT: '256M' } };

/** @typedef {import('./parity/visitor.js').Exchange} Exchange */

/** @param {keyof typeof APPS} app @param {typeof serve | typeof serveReference} start @returns {Promise<Exchange[]>} */
async function visited(app, start) {
	const name = `parity-${app}-${start === serve ? 'formwork' : 'sveltekit'}`;
	const server = await start(`../examples/${app}`, name, { origin: ORIGIN, settings: SETTINGS[app] });
	/** @type {Exchange[]} */
	const exchanges = [];
	try {
		await APPS[app](() => new Visitor(server.port, exchanges));
	} finally {
		await server.stop();
	}
	writeFileSync(join(import.meta.dirname, `results/${name}.json`), JSON.stringify(exchanges, null, '\t'));
	return exchanges;
}

/** What differs between two exchanges, one line each. @param {Exchange} [ours] @param {Exchange} [theirs] */
function differences(ours, theirs) {
	if (!ours || !theirs) return [`only sent to ${ours ? 'Formwork' : 'SvelteKit'}: ${(ours ?? theirs)?.name}`];

	/** @type {[what: string, ours: unknown, theirs: unknown][]} */
	const pairs = [
		['request', ours.name, theirs.name],
		['status', ours.status, theirs.status],
		...Object.keys(ours.headers).map(
			(name) => /** @type {[string, string, string]} */ ([name, ours.headers[name], theirs.headers[name]])
		),
		['cookies', ours.cookies.join('; '), theirs.cookies.join('; ')]
	];
	const found = pairs.filter(([, ours, theirs]) => ours !== theirs);
	const [lines, others] = [ours.text.split('\n'), theirs.text.split('\n')];
	const at = lines.findIndex((line, i) => line !== others[i]);
	if (ours.text !== theirs.text) {
		const from = at < 0 ? lines.length : at;
		found.push([`text, line ${from + 1}`, lines[from], others[from]]);
	}
	return found.map(([what, ours, theirs]) => `${what}\n    Formwork:  ${ours}\n    SvelteKit: ${theirs}`);
}

let failed = false;
const table = [];
for (const app of /** @type {(keyof typeof APPS)[]} */ (
	process.argv.length > 2 ? process.argv.slice(2) : Object.keys(APPS)
)) {
	const [ours, theirs] = [await visited(app, serve), await visited(app, serveReference)];

	let different = 0;
	for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
		const found = differences(ours[i], theirs[i]);
		if (!found.length) continue;
		different++;
		console.log(`${app}, request ${i + 1}: ${ours[i]?.name}\n  ${found.join('\n  ')}\n`);
	}
	failed ||= different > 0;

	const count = (/** @type {(exchange: Exchange) => boolean} */ is) => ours.filter(is).length;
	table.push({
		app,
		requests: ours.length,
		documents: count(
			({ headers, name }) => name.startsWith('GET') && headers['content-type'].startsWith('text/html')
		),
		'forms, enhanced': count(({ name }) => name.endsWith(', enhanced')),
		'forms, native': count(({ name }) => name.startsWith('POST') && !name.endsWith(', enhanced')),
		data: count(({ name }) => name.includes('__data.json')),
		'4xx, 5xx': count(({ status }) => status >= 400),
		different
	});
}
console.table(table);
process.exitCode = failed ? 1 : 0;
