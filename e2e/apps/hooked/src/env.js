import { defineEnvVars } from '@sveltejs/kit/env';

export const variables = defineEnvVars({
	LEVELS: { public: true, schema: (value) => new Map([['level', Number(value ?? 3)]]) },
	BUILT: { public: true, static: true, schema: () => 'inlined' }
});
