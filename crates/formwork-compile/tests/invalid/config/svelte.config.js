export default {
	kit: {
		path: { base: '/x' },
		paths: { base: process.env.BASE_PATH ?? '' },
		csp: { mode: 'nonce' },
		csrf: { checkOrigin: false }
	}
};
