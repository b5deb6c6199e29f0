/** Where somebody wanted to go before logging in: a path of this site, never what a foreign link says. */
export function redirectTarget(url: URL): string | null {
	const wanted = url.searchParams.get('redirectTo');
	if (!wanted || !URL.canParse(wanted, url.origin)) return null;

	const { origin, pathname, search } = new URL(wanted, url.origin);
	// `/.//elsewhere.example` is a path of this site for the URL parser, and what it leaves of it is not.
	return origin === url.origin && !pathname.startsWith('//') ? pathname + search : null;
}
