import { defineEnvVars } from '@sveltejs/kit/env';

export const variables = defineEnvVars({
	SITE: { public: true },
	PORT_NUMBER: { schema: (value) => Number(value) }
});
