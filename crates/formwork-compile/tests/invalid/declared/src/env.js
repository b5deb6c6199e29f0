import { defineEnvVars } from '@sveltejs/kit/env';

export const variables = defineEnvVars({
	'NOT-A-NAME': {},
	class: { public: true },
	PORT: {
		static: true,
		schema: (value) => {
			if (Number.isNaN(Number(value))) throw new Error('must be a number');
			return Number(value);
		}
	},
	NOWHERE_TO_BE_FOUND: { static: true },
	LATER: { static: true, schema: async () => 1 }
});
