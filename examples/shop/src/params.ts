import { defineParams } from '@sveltejs/kit/params';

const only = (pattern: RegExp) => (value: string) => (pattern.test(value) ? value : undefined);

export const params = defineParams({
	slug: only(/^[a-z0-9]+(-[a-z0-9]+)*$/),
	uuid: only(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
});
