import { env } from 'node:process';
import { serve } from './server.js';

/** Starts both apps unless a running one is given; the workers find the addresses in their environment. */
export default async function () {
	/** @type {Awaited<ReturnType<typeof serve>>[]} */
	const servers = [];
	const stop = async () => {
		for (const server of servers.splice(0)) await server.stop();
	};

	if (!env.E2E_BASE_URL && !env.E2E_CASES_URL) {
		try {
			servers.push(await serve('../examples/tour', 'tour'));
			servers.push(await serve('apps/cases', 'cases'));
			[env.E2E_BASE_URL, env.E2E_CASES_URL] = servers.map((server) => server.origin);
		} catch (error) {
			await stop();
			throw error;
		}
	}

	return stop;
}
