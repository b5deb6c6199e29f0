import { defineParams } from '@sveltejs/kit/params';

export const params = defineParams({
	number: (value) => (/^\d+$/.test(value) ? Number(value) : undefined),
	big: (value) => (/^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : undefined)
});
