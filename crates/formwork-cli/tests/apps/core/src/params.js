import { defineParams } from '@sveltejs/kit/params';

export const params = defineParams({
	number: (value) => (/^-?\d+$/.test(value) ? Number(value) : undefined),
	flag: (value) => (value === 'on' ? true : value === 'off' ? false : undefined),
	big: (value) => (/^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : undefined),
	letters: {
		'~standard': {
			version: 1,
			vendor: 'test',
			validate: (value) => (/^[a-z]+$/.test(value) ? { value: value.toUpperCase() } : { issues: [{ message: 'no' }] })
		}
	},
	later: async (value) => value,
	thing: () => ({}),
	fails: () => {
		throw new Error('secret of a matcher');
	}
});
