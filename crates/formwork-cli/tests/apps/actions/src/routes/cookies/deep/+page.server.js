import { error, fail, redirect } from '@sveltejs/kit';
import { run } from '#lib/cookies.js';

export function load({ cookies, url }) {
	const calls = url.searchParams.get('calls');
	return { results: calls ? run(cookies, JSON.parse(calls)) : null, all: cookies.getAll() };
}

const calls = async ({ cookies, request }) => run(cookies, JSON.parse((await request.formData()).get('calls')));

export const actions = {
	success: async (event) => ({ results: await calls(event), header: event.request.headers.get('cookie') }),
	fail: async (event) => fail(400, { results: await calls(event) }),
	redirect: async (event) => {
		await calls(event);
		redirect(303, '/default');
	},
	error: async (event) => {
		await calls(event);
		error(418, 'short and stout');
	},
	throw: async (event) => {
		await calls(event);
		throw new Error('secret of cookies');
	},
	// The cookies as an internal request sees them.
	fetch: async (event) => {
		await calls(event);
		const response = await event.fetch('/cookies/seen');
		return { seen: await response.json(), header: event.request.headers.get('cookie') };
	},
	fetch_omit: async (event) => {
		await calls(event);
		const response = await event.fetch('/cookies/seen', { credentials: 'omit' });
		return { seen: await response.json() };
	},
	// Cookies that an internal request sets.
	fetch_set: async (event) => {
		const { url } = Object.fromEntries(await event.request.formData());
		await (await event.fetch(url)).text();
		return { all: event.cookies.getAll() };
	}
};
