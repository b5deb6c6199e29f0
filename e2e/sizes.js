/**
 * How large the client runtime is: bundles the smallest app with an enhanced form, and one that imports all of `$app/*`,
 * with the bundler and the options of `formwork build`, each kind of code in a chunk of its own, and weighs the chunks.
 */
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const client = join(import.meta.dirname, '../client');
const { compile, compileModule } = createRequire(join(client, 'src/'))('svelte/compiler');

/** What the compiler of Formwork provides (client/src/config.d.ts), and the app. @type {Record<string, string>} */
const PROVIDED = {
	'formwork:config':
		"export const base = ''; export const assets = ''; export const appDir = '_app'; export const version = '1'; export const dev = false; export const building = false; export const pollInterval = 3600000; export const relative = false;",
	'app/layout.svelte': '<script>let { children } = $props();</script>{@render children()}',
	'app/error.svelte':
		"<script>import { page } from '$app/state';</script><h1>{page.status}</h1>{page.error.message}",
	'app/form.svelte':
		'<script>import { enhance } from \'$app/forms\'; let { form } = $props();</script>{#if form}{form.text}{/if}<form method="POST" use:enhance><input name="text"></form>',
	'app/all.js': ['environment', 'forms', 'navigation', 'paths', 'state', 'stores']
		.map((name) => `import * as ${name} from '$app/${name}';`)
		.join('\n')
		.concat('\nconsole.log(environment, forms, navigation, paths, state, stores);')
};

const node = (name) => `async () => ({ component: (await import('app/${name}.svelte')).default })`;
const ENTRY = `
	export { start } from '${client}/src/browser/start.js';
	export { default as Root } from '${client}/src/root.svelte';
	export const nodes = [${['layout', 'error', 'form'].map(node).join()}];
`;

/** @type {import('rolldown').Plugin} */
const formwork = {
	name: 'formwork',
	resolveId(id) {
		if (id in PROVIDED || id.startsWith('entry/')) return { id: `\0${id}`, moduleSideEffects: true };
		if (id.startsWith('$app/')) return join(client, `src/browser/app/${id.slice('$app/'.length)}.js`);
		if (id === 'formwork:origin') return join(client, 'src/browser/origin.js');
		if (/^(svelte|esm-env)(\/|$)/.test(id))
			return this.resolve(id, join(client, 'src/root.svelte'), { skipSelf: true });
	},
	load(id) {
		if (id === '\0entry/form') return ENTRY;
		if (id === '\0entry/all') return `${ENTRY}\nimport 'app/all.js';`;
		if (id[0] === '\0') return PROVIDED[id.slice(1)];
		// the compiler prints a snippet's typed parameter in parentheses, where a parameter may not have any
		if (id.endsWith('.svelte')) return readFileSync(id, 'utf8').replaceAll('/** @type {number} */ ', '');
	},
	transform(code, id) {
		const options = { filename: id.replace('\0', ''), generate: 'client', dev: false };
		if (id.endsWith('.svelte'))
			return { code: compile(code, { ...options, css: 'external' }).js.code, moduleType: 'js' };
		if (id.endsWith('.svelte.js')) return compileModule(code, options).js.code;
	}
};

/** By the beginning of the path; the first that fits. */
const PARTS = /** @type {const} */ ([
	['svelte', /node_modules\/(svelte|esm-env|clsx)\//],
	['devalue', /node_modules\/devalue\//],
	['client', /\/client\/src\/|formwork:config/],
	['app', /./]
]);

/** @typedef {{ minified: number, gzipped: number }} Size in bytes */

/**
 * @param {'form' | 'all'} app
 * @returns {Promise<{ client: Size, devalue: Size, svelte: Size }>}
 */
export async function sizes(app) {
	const bundle = await rolldown({
		input: `entry/${app}`,
		cwd: client,
		platform: 'browser',
		plugins: [formwork],
		logLevel: 'silent',
		resolve: {
			conditionNames: ['svelte', 'browser', 'production', 'module', 'import', 'default'],
			mainFields: ['svelte', 'browser', 'module', 'main']
		},
		transform: {
			define: { 'import.meta.env.DEV': 'false', 'process.env.NODE_ENV': '"production"' }
		}
	});
	const { output } = await bundle.generate({
		format: 'esm',
		minify: true,
		chunkFileNames: '[name].js',
		entryFileNames: 'app.js',
		codeSplitting: {
			includeDependenciesRecursively: false,
			groups: PARTS.map(([name, test], i) => ({
				name,
				// what is only loaded when it is used stays apart
				test: (id) => !id.endsWith('/encode.js') && PARTS.find(([, test]) => test.test(id))?.[0] === name,
				priority: PARTS.length - i
			}))
		}
	});
	const weigh = (name) => {
		const chunk = output.find((chunk) => chunk.fileName === `${name}.js`);
		return {
			minified: Buffer.byteLength(chunk.code),
			gzipped: gzipSync(chunk.code, { level: 9 }).length
		};
	};
	return { client: weigh('client'), devalue: weigh('devalue'), svelte: weigh('svelte') };
}
