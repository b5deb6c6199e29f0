import { defineParams } from '@sveltejs/kit/params';

export const params = defineParams({
	token: (value) => (/^[\w-]{16}$/.test(value) ? value : undefined),
	integer: (value) => (/^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined)
});
