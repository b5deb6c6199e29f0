import type { Reroute, Transport } from '@sveltejs/kit/hooks';

export const reroute: Reroute = ({ url }) => (url.pathname === '/start' ? '/' : undefined);
export const transport: Transport = {
	Date: { encode: (value) => value instanceof Date && value.getTime(), decode: (time) => new Date(time) }
};
