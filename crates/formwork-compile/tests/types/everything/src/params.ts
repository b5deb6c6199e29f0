import { defineParams } from '@sveltejs/kit/params';

export const params = defineParams({
	id: (value) => (/^\d+$/.test(value) ? Number(value) : undefined),
	lang: (value) => (value === 'en' || value === 'de' ? value : undefined)
});
