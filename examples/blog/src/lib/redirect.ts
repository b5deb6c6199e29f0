/** Where somebody wanted to go before logging in: a path of this site, never what a foreign link says. */
export function redirectTarget(url: URL): string | null {
	const wanted = url.searchParams.get('redirectTo');
	if (!wanted || !URL.canParse(wanted, url.origin)) return null;

	const target = new URL(wanted, url.origin);
	return target.origin === url.origin ? target.pathname + target.search : null;
}
