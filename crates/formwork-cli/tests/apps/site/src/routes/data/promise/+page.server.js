import { error } from '@sveltejs/kit';

export const load = () => ({
	now: 1,
	later: Promise.resolve({ value: 2 }),
	failing: Promise.resolve().then(() => error(418, 'short and stout')),
	nested: [Promise.resolve({ inner: Promise.resolve(3) })]
});
