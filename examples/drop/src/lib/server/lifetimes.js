import { env } from 'node:process';

/** @type {[seconds: number, unit: string][]} */
const UNITS = [
	[60 * 60 * 24, 'day'],
	[60 * 60, 'hour'],
	[60, 'minute'],
	[1, 'second']
];

/** @param {number} seconds */
function written(seconds) {
	const [length, unit] = UNITS.find(([length]) => seconds % length === 0) ?? [1, 'second'];
	const count = seconds / length;
	return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** How long a drop may stay, in seconds, with what is shown for it. DROP_LIFETIMES says otherwise. */
export const lifetimes = () =>
	(env.DROP_LIFETIMES || '3600,86400,604800')
		.split(',')
		.map(Number)
		.map((seconds) => ({ seconds, text: written(seconds) }));
