import { defineParams } from '@sveltejs/kit/params';

export const params = defineParams({
	yes: (value) => value,
	no: () => undefined,
	never: () => undefined,
	exactly: (value) => (value === 'exactly' ? value : undefined),
	integer: (value) => (/^-?\d+$/.test(value) ? Number(value) : undefined),
	flag: (value) => (value === 'on' ? true : value === 'off' ? false : undefined)
});
