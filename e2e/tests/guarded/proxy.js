/**
 * A proxy that adds a prefix which the app behind it is not told of: it takes the prefix off each path, and answers
 * what is not below it with 404. As such proxies do, it presents the app's own origin to it (S-109).
 */
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** @param {string} target origin of the app @param {string} prefix */
export async function prefixed(target, prefix) {
	/** Paths beside the prefix that were asked for. @type {string[]} */
	const strays = [];
	const server = createServer((incoming, outgoing) => {
		const path = incoming.url ?? '/';
		if (!path.startsWith(`${prefix}/`)) {
			strays.push(path);
			outgoing.writeHead(404).end('beside the prefix');
			return;
		}
		const headers = { ...incoming.headers, host: new URL(target).host };
		if (headers.origin) headers.origin = target;
		const inner = request(
			new URL(path.slice(prefix.length), target),
			{ method: incoming.method, headers },
			(answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			}
		);
		inner.on('error', () => outgoing.destroy());
		incoming.pipe(inner);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return {
		origin: `http://localhost:${port}`,
		strays,
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		}
	};
}
