import { Money } from './money.js';

export const transport = {
	Money: {
		encode: (value) => value instanceof Money && [value.amount, value.currency],
		decode: ([amount, currency]) => new Money(amount, currency)
	}
};

export async function reroute({ url }) {
	if (url.pathname === '/renamed') return '/plain';
	if (url.pathname.startsWith('//')) return '/plain';
	if (url.pathname === '/renamed-async') {
		await null;
		return '/plain';
	}
	if (url.pathname === '/reroute-throws') throw new Error('secret of reroute');
}
