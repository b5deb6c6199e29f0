import { mdsvex } from 'mdsvex';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
	extensions: ['.svelte', '.md'],
	preprocess: [vitePreprocess(), mdsvex()],
	compilerOptions: { rune: true },
	kit: { csrf: { checkOrigin: false }, version: { name: () => 'x' }, alias: { '~': new Map() } },
	formwork: { ignorePrerendering: true }
};
