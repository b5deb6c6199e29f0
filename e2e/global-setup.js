import { env } from 'node:process';
import { serve } from './server.js';

/** Variable with the address, directory of the app, name, mode, settings. */
const APPS = /** @type {const} */ ([
	['E2E_BASE_URL', '../examples/tour', 'tour', 'start'],
	['E2E_BLOG_URL', '../examples/blog', 'blog', 'start', { INSTANCES: '2' }],
	['E2E_SHOP_URL', '../examples/shop', 'shop', 'start', { INSTANCES: '2' }],
	['E2E_DROP_URL', '../examples/drop', 'drop', 'start'],
	['E2E_CASES_URL', 'apps/cases', 'cases', 'start'],
	['E2E_HOOKED_URL', 'apps/hooked', 'hooked', 'start'],
	['E2E_KIT2_URL', 'apps/kit2', 'kit2', 'start'],
	['E2E_ASYNC_URL', '../crates/formwork-cli/tests/apps/async', 'async', 'start'],
	['E2E_PACKAGES_URL', '../crates/formwork-cli/tests/packages', 'packages', 'start'],
	['E2E_GUARDED_URL', 'apps/guarded', 'guarded', 'start'],
	['E2E_DEV_URL', 'apps/cases', 'dev', 'dev']
]);

/** Starts all apps unless a running one is given; the workers find the addresses in their environment. */
export default async function () {
	/** @type {Awaited<ReturnType<typeof serve>>[]} */
	const servers = [];
	const stop = async () => {
		for (const server of servers.splice(0)) await server.stop();
	};

	if (!APPS.some(([variable]) => env[variable])) {
		try {
			for (const [variable, app, name, mode, settings] of APPS) {
				const server = await serve(app, name, { mode, settings });
				servers.push(server);
				env[variable] = server.origin;
				env[variable.replace('URL', 'PID')] = String(server.pid);
			}
		} catch (error) {
			await stop();
			throw error;
		}
	}

	return stop;
}
