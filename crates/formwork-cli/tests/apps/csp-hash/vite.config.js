import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';

export default {
	plugins: [
		sveltekit({
			adapter: adapter(),
			paths: { origin: 'http://formwork.test' },
			csp: {
				mode: 'hash',
				directives: {
					'form-action': ['self'],
					'script-src': ['self'],
					'style-src': ['unsafe-inline'],
					'upgrade-insecure-requests': true
				}
			}
		})
	]
};
