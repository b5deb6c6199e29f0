import { deserialize } from '$app/forms';
import { error, fail, redirect } from '@sveltejs/kit';
import { Coin, Money } from '../../money.js';

export const load = ({ locals, url, route, own }) => ({ locals, path: url.pathname, route: route.id, own });

export const actions = {
	ok: ({ locals, url, route }) => ({ locals, path: url.pathname, route: route.id }),
	seen: ({ own, url }) => ({ own, url: url.pathname + url.search }),
	framing: ({ setHeaders }) => setHeaders({ 'transfer-encoding': 'chunked', 'keep-alive': 'timeout=5' }),
	bad_header_name: ({ setHeaders }) => setHeaders({ 'not a name': '1' }),
	bad_header_value: ({ setHeaders }) => setHeaders({ 'x-bad': 'a\r\nb: c' }),
	bad_cookie: ({ cookies }) => cookies.set('bad name', '1'),
	fields: async ({ request }) => Object.fromEntries(await request.formData()),
	half: () => ({ half: 'half a \ud83d pair' }),
	error: () => error(418, 'short and stout', { extra: 1 }),
	redirect: () => redirect(303, '/plain'),
	throw: () => {
		throw new Error('the message');
	},
	throw_string: () => {
		throw 'a string';
	},
	throw_undefined: () => {
		throw undefined;
	},
	encode: () => ({ f: () => {} }),
	money: () => ({ price: new Money(5, 'EUR'), same: [new Money(1, 'CHF')] }),
	special_money: () => ({ own: new Coin(3), plain: new Money(2, 'EUR') }),
	fail_money: () => fail(422, new Money(7, 'EUR')),
	deserialize: async ({ fetch }) => {
		const response = await fetch('/plain?/money', { method: 'POST', body: new URLSearchParams() });
		const result = deserialize(await response.text());
		return { type: result.type, own: result.data.price instanceof Money, price: String(result.data.price) };
	},
	intercepted: async ({ fetch }) => ({ text: await (await fetch('/intercepted', { method: 'PUT' })).text() }),
	elsewhere: async ({ fetch }) => ({ text: await (await fetch('/elsewhere')).text() })
};
