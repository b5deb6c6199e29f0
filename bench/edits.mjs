/**
 * From an edit to its sight: the time from writing a file of the tour until a browser that shows `formwork dev` shows the
 * change, for a component and for a module of the server, 20 times each. Beside it the part that is the build, as the
 * server tells it, and the server's processor time for an edit, which says something on a busy machine too. For comparing
 * two commits on one machine:
 *
 *     node bench/edits.mjs [binary]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { argv, env } from 'node:process';

// Before `server.js` is read, which looks at it.
env.FORMWORK = resolve(argv[2] ?? env.FORMWORK ?? join(import.meta.dirname, '../target/release/formwork'));

const { serve } = await import('../e2e/server.js');
const { launchOptions } = await import('../e2e/browser.js');
const { chromium } = createRequire(new URL('../e2e/', import.meta.url))('@playwright/test');

const TIMES = 20;
/** Edits before that, so that caches are warm. */
const WARM = 3;

/** What is changed, where it shows, and the text that becomes `edit N`. */
const EDITS = /** @type {const} */ ([
	['component', 'src/routes/search/+page.svelte', '</form>', '</form><p>edit 0</p>'],
	['server module', 'src/lib/glossary.js', 'The kinds of file a file input offers to pick.', 'edit 0']
]);

const median = (/** @type {number[]} */ values) => {
	const sorted = values.toSorted((a, b) => a - b);
	return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};
const shown = (/** @type {number[]} */ values) =>
	`median ${median(values).toFixed(0)} ms, ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}`;

/** Runs in the page. @param {string} word */
const shows = (word) => document.body?.textContent?.includes(word) ?? false;

/** Processor time of the server so far in ms, where the system tells it; the ticks of Linux are 10 ms. */
function processor() {
	try {
		const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	} catch {
		return NaN;
	}
}

const server = await serve('../examples/tour', 'edits', { mode: 'dev' });
const browser = await chromium.launch(launchOptions);
try {
	const page = await browser.newPage();
	await page.goto(`${server.origin}/search`);
	await page.locator('#svelte-announcer').waitFor({ state: 'attached' });

	for (const [name, path, from, to] of EDITS) {
		const file = join(server.directory, path);
		const text = readFileSync(file, 'utf8');
		if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
		const took = [];
		const loads = [];
		page.on('load', () => loads.push(1));
		const logged = server.log().length;
		let used = processor();
		for (let edit = 1; edit <= WARM + TIMES; edit++) {
			if (edit === WARM + 1) used = processor();
			// With an end, so that `1` is not found in `12`.
			const word = `${name} ${edit}`;
			const begun = performance.now();
			writeFileSync(file, text.replace(from, to.replace('edit 0', `${word}.`)));
			// Looked for in every frame: a locator looks every half second after a while.
			await page.waitForFunction(shows, `${word}.`, { polling: 'raf' });
			took.push(performance.now() - begun);
			// Whatever the page still does about this edit is not to be counted for the next one.
			await page.locator('#svelte-announcer').waitFor({ state: 'attached' });
			await page.waitForLoadState('networkidle');
		}
		const each = (processor() - used) / TIMES;
		// eslint-disable-next-line no-control-regex
		const log = server.log().slice(logged).replaceAll(/\u001b\[[0-9;]*m/g, '');
		const builds = [...log.matchAll(/rebuilt in ([\d.]+) (ms|s)/g)].map(
			([, number, unit]) => Number(number) * (unit === 's' ? 1000 : 1)
		);
		console.log(`${name}: ${shown(took.slice(WARM))} (build: ${shown(builds.slice(WARM))})`);
		console.log(`    processor time of the server: ${each.toFixed(0)} ms an edit; reloads: ${loads.length}`);
		page.removeAllListeners('load');
	}
} finally {
	await browser.close();
	await server.stop();
}
