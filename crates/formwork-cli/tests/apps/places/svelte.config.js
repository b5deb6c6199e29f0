import adapter from '@sveltejs/adapter-auto';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { within } from './config/within.js';

const { version } = JSON.parse(readFileSync(fileURLToPath(new URL('package.json', import.meta.url)), 'utf8'));

/** @type {import('@sveltejs/kit').Config} */
const config = {
	preprocess: vitePreprocess(),
	compilerOptions: {
		runes: ({ filename }) => (filename.split(/[/\\]/).includes('node_modules') ? undefined : true),
		cssHash: ({ hash, css }) => `own-${hash(css)}`
	},
	kit: {
		adapter: adapter(),
		appDir: '_client',
		env: { dir: 'config' },
		moduleExtensions: ['.js', '.mjs'],
		version: { name: `${version}-${process.env.NO_SUCH_VARIABLE ?? 'local'}` },
		files: {
			src: 'app',
			assets: within('public'),
			routes: within('pages'),
			params: within('params'),
			appTemplate: within('page.html'),
			errorTemplate: within('error.html'),
			hooks: { server: 'app/hooks/on-the-server', universal: 'app/hooks/everywhere' }
		}
	}
};

export default config;
