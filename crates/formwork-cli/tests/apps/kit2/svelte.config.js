import adapter from '@sveltejs/adapter-node';

/** @type {import('@sveltejs/kit').Config} */
const config = {
	kit: {
		adapter: adapter(),
		alias: { $parts: 'src/parts' },
		csrf: { trustedOrigins: ['http://trusted.test'] },
		version: { name: 'kit2' }
	}
};

export default config;
