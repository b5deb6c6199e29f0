import { error, fail, redirect } from '@sveltejs/kit';

/** @param {FormData} data */
const entries = (data) =>
	[...data].map(([name, value]) => [name, value instanceof File ? `${value.name}:${value.size}` : value]);

export const actions = {
	ok: async ({ request }) => {
		const data = await request.formData();
		return { text: data.get('text'), entries: entries(data) };
	},

	nothing: () => {},

	fail: async ({ request }) => {
		const data = await request.formData();
		return fail(Number(data.get('status') ?? 400), { text: data.get('text') });
	},

	redirect: async ({ request }) => {
		redirect(303, String((await request.formData()).get('to')));
	},

	error: () => {
		error(418, 'teapot', { colour: 'brown' });
	},

	text: async ({ request }) => ({
		type: request.headers.get('content-type'),
		raw: await request.text()
	}),

	types: () => ({ date: new Date(0), map: new Map([['a', new Set([1n])]]), not: undefined, zero: -0 })
};

export const load = ({ url }) => ({
	stamp: Math.random().toString(36).slice(2),
	x: url.searchParams.get('x')
});
