import { Coin, Money } from './money.js';

export const transport = {
	// Before Money, which would take coins as well.
	Coin: {
		encode: (value) => value instanceof Coin && value.amount,
		decode: (amount) => new Coin(amount)
	},
	Money: {
		encode: (value) => value instanceof Money && [value.amount, value.currency],
		decode: ([amount, currency]) => new Money(amount, currency)
	}
};

export async function reroute({ url, fetch }) {
	if (url.pathname === '/rerouted-null') return null;
	if (url.pathname === '/renamed-by-fetch') return await (await fetch('/endpoint?where')).text();
	if (url.pathname === '/renamed') return '/plain';
	if (url.pathname.startsWith('//')) return '/plain';
	if (url.pathname === '/renamed-async') {
		await null;
		return '/plain';
	}
	if (url.pathname === '/reroute-throws') throw new Error('secret of reroute');
}
