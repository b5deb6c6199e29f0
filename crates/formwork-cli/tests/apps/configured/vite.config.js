import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [
		sveltekit({
			adapter: adapter(),
			csrf: { trustedOrigins: ['http://trusted.test', 'null'] },
			paths: { base: '/base', origin: 'http://configured.test' },
			version: { name: 'version-of-the-app' }
		})
	]
});
