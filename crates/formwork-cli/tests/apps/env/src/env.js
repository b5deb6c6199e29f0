import { defineEnvVars } from '@sveltejs/kit/env';

export const variables = defineEnvVars({
	SECRET_OF_THE_APP: {},
	GREETING: { public: true },
	OPTIONAL: { public: true, schema: (value) => value ?? 'default' },
	COUNT: {
		schema: (value) => {
			const count = Number(value);
			if (Number.isNaN(count)) throw new Error('COUNT is not a number');
			return count;
		}
	}
});
