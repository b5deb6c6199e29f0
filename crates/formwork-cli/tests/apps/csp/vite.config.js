import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';

export default {
	plugins: [
		sveltekit({
			adapter: adapter(),
			paths: { origin: 'http://formwork.test' },
			csp: {
				mode: 'auto',
				directives: { 'default-src': ['self'], 'script-src': ['self'], 'form-action': ['self'] },
				reportOnly: { 'script-src': ['self'], 'report-uri': ['/reports'] }
			}
		})
	]
};
