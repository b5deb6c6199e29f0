import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';

export default {
	plugins: [
		sveltekit({
			adapter: adapter(),
			csp: {
				directives: {
					'default-src': ['none'],
					'base-uri': ['none'],
					'connect-src': ['self'],
					'form-action': ['self'],
					'img-src': ['self'],
					'script-src': ['self'],
					'style-src': ['self']
				}
			}
		})
	]
};
