import { defineEnvVars } from '@sveltejs/kit/env';

/** As validators of packages have it. */
const number = {
	'~standard': {
		version: 1,
		vendor: 'test',
		validate: (value) => {
			const number = Number(value ?? 10);
			return Number.isNaN(number) ? { issues: [{ message: 'not a number' }] } : { value: number };
		}
	}
};

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
	},
	BUILT: { public: true, static: true, description: 'Where the app was built' },
	FLAGS: { static: true, schema: (value) => JSON.parse(value) },
	STATIC_SECRET: { static: true },
	LIMIT: { public: true, schema: number },
	SINCE: { public: true, schema: () => new Date(0) }
});
