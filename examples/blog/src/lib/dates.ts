const MONTHS = 'January February March April May June July August September October November December'.split(
	' '
);

/** `2026-03-09T…` as `9 March 2026`, the same on the server and in every browser. */
export function day(iso: string): string {
	const [year, month, date] = iso.slice(0, 10).split('-').map(Number);
	return `${date} ${MONTHS[month - 1]} ${year}`;
}
