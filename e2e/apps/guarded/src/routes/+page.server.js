import { fail, redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';

export const load = () => ({
	later: Promise.resolve('arrived'),
	never: Promise.reject(new Error('on purpose'))
});

export const actions = {
	say: async ({ request }) => {
		const text = (await request.formData()).get('text');
		return text ? { said: text } : fail(422, { missing: true });
	},
	leave: () => redirect(303, resolve('/rooms/7/inside'))
};
