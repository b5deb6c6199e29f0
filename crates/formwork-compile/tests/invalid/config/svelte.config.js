export default {
	kit: {
		path: { base: '/x' },
		paths: { base: process.env.BASE_PATH ?? '' },
		csp: {
			mode: 'nonces',
			directives: {
				'scripts-src': ['self'],
				'img-src': 'self',
				'connect-src': [process.env.API],
				'require-trusted-types-for': ['script'],
				'upgrade-insecure-requests': ['yes']
			},
			reportOnly: { 'script-src': ['self'] }
		},
		csrf: { checkOrigin: false }
	}
};
