import { defineParams } from '@sveltejs/kit/params';

export const params = defineParams({
	slug: (value) => (value === 'first' || value === 'second' ? value : undefined),
	page: (value) => (/^\d+$/.test(value) ? Number(value) : undefined)
});
