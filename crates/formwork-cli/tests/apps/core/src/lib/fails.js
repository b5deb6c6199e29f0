import { error, redirect } from '@sveltejs/kit';

/** Fails where the query says: `?fail=foo&with=error`. */
export function fails({ url, untrack = (fn) => fn() }, here) {
	const query = untrack(() => Object.fromEntries(url.searchParams));
	if (!query.fail?.split(',').includes(here)) return;
	if (query.with === 'redirect') redirect(307, `/from-${here}`);
	if (query.with === 'throw') throw new Error(`secret of ${here}`);
	error(418, `in ${here}`, { code: here });
}
