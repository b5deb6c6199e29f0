import { Money } from '#lib/money.js';

/** @type {import('@sveltejs/kit/hooks').Reroute} */
export async function reroute({ url }) {
	const { pathname } = url;
	if (pathname === '/base/geld') return '/base/money';
	if (pathname === '/base/zimmer/7') return '/base/rooms/7';
	if (typeof window === 'object') {
		window.rerouted = [...(window.rerouted ?? []), pathname];
		await window.slow?.[pathname];
		if (pathname === '/base/verweigert') throw new Error('reroute refuses');
	}
}

/** @type {import('@sveltejs/kit/hooks').Transport} */
export const transport = {
	Money: {
		encode: (value) => value instanceof Money && [value.cents],
		decode: ([cents]) => new Money(cents)
	}
};
