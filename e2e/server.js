/**
 * Builds an app with the binary under test and serves it on a free port, with a data directory of its own; or serves a
 * copy of it with `formwork dev`, or with SvelteKit.
 *
 * The binary is `../target/debug/formwork` unless FORMWORK names another. The origin is `http://localhost:PORT`,
 * told to the server by ORIGIN, because a form post must pass the same-origin check (S-112). Readiness is polled;
 * stopping is SIGTERM, and a server that does not exit 0 on it (F-199) fails the run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

const here = import.meta.dirname;
const binary = resolve(here, env.FORMWORK || '../target/debug/formwork');

const START_TIMEOUT = 120_000; // SvelteKit builds first
const POLL_INTERVAL = 50;

/** What the example apps are told, see their READMEs. */
const SETTINGS = { ADMIN_PASSWORD: 'correct horse battery', DROP_LIFETIMES: '2,3600,86400' };

async function freePort() {
	const probe = createServer().listen(0);
	await once(probe, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
	probe.close();
	await once(probe, 'close');
	return port;
}

/** @param {string[]} args */
async function run(args) {
	const child = spawn(binary, args, { stdio: ['ignore', 'inherit', 'inherit'] });
	const [code] = await once(child, 'exit');
	if (code !== 0) throw new Error(`formwork ${args.join(' ')} ended with ${code}`);
}

/**
 * Without an origin it is the address of the server; settings are variables for this server.
 * @typedef {{ origin?: string, settings?: Record<string, string> }} Options
 */

/**
 * @param {string} app directory of the app, relative to e2e/
 * @param {string} name for the log file, results/NAME.log
 * @param {Options & { mode?: 'start' | 'dev' }} [options]
 */
export async function serve(app, name, { mode = 'start', ...options } = {}) {
	return launch(app, name, options, async (work, port) => {
		const out = join(work, 'build');
		if (mode === 'start') {
			await run(['build', resolve(here, app), '--out', out]);
			return [binary, 'start', out];
		}
		cpSync(resolve(here, app), out, { recursive: true });
		return [binary, 'dev', out, '--port', String(port)];
	});
}

/**
 * The same app by SvelteKit and its Node adapter.
 * @param {string} app @param {string} name @param {Options} [options]
 */
export async function serveReference(app, name, options = {}) {
	const reference = resolve(here, '../crates/formwork-cli/tests/reference/serve');
	return launch(app, name, options, () => [reference, resolve(here, app)]);
}

/**
 * @param {string} app @param {string} name @param {Options} options
 * @param {(work: string, port: number) => string[] | Promise<string[]>} prepare the command that serves it
 */
async function launch(app, name, { origin, settings }, prepare) {
	const work = mkdtempSync(join(tmpdir(), 'formwork-e2e-'));
	const port = await freePort();
	const [command, ...args] = await prepare(work, port);

	const address = `http://localhost:${port}`;
	mkdirSync(join(here, 'results'), { recursive: true });
	const logFile = join(here, 'results', `${name}.log`);
	const log = createWriteStream(logFile);

	const child = spawn(command, args, {
		cwd: work,
		env: {
			...env,
			...SETTINGS,
			...settings,
			HOST: '127.0.0.1',
			PORT: String(port),
			ORIGIN: origin ?? address,
			TOUR_DB: join(work, 'tour.db'),
			DATA_DIR: join(work, 'data')
		},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	child.stdout.pipe(log, { end: false });
	child.stderr.pipe(log, { end: false });
	const exited = once(child, 'exit');

	const deadline = Date.now() + START_TIMEOUT;
	while (!(await answers(address))) {
		if (child.exitCode !== null || Date.now() > deadline) {
			child.kill('SIGKILL');
			throw new Error(`${app} did not start:\n${readFileSync(logFile, 'utf8')}`);
		}
		await pause(POLL_INTERVAL);
	}

	return {
		origin: address,
		port,
		/** For what is asked of the system about the process. */
		pid: /** @type {number} */ (child.pid),
		/** The build, or in dev the copy of the app. */
		directory: join(work, 'build'),
		log: () => readFileSync(logFile, 'utf8'),
		async stop() {
			child.kill('SIGTERM');
			const [code] = await exited;
			rmSync(work, { recursive: true, force: true });
			if (code !== 0) throw new Error(`${app}: the server ended with ${code} on SIGTERM; see ${logFile}`);
		}
	};
}

/** @param {string} origin */
async function answers(origin) {
	try {
		await (await fetch(origin, { method: 'HEAD' })).arrayBuffer();
		return true;
	} catch {
		return false;
	}
}
