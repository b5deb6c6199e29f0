const later = () => new Promise((resolve) => setTimeout(resolve, 5));

/** @type {Record<string, (event: any) => unknown>} */
const reads = {
	nothing: () => 0,
	href: ({ url }) => url.href,
	pathname: ({ url }) => url.pathname,
	search: ({ url }) => url.search,
	toString: ({ url }) => url.toString(),
	toJSON: ({ url }) => JSON.stringify(url),
	text: ({ url }) => `${url}`,
	origin: ({ url }) => url.origin,
	host: ({ url }) => url.host + url.hostname + url.port + url.protocol,
	credentials: ({ url }) => url.username + url.password,
	get: ({ url }) => url.searchParams.get('q'),
	getAll: ({ url }) => url.searchParams.getAll('q'),
	has: ({ url }) => url.searchParams.has('other'),
	entries: ({ url }) => [...url.searchParams],
	keys: ({ url }) => [...url.searchParams.keys()],
	size: ({ url }) => url.searchParams.size,
	paramsText: ({ url }) => url.searchParams.toString(),
	both: ({ url }) => [url.searchParams.get('q'), url.searchParams.get('z')],
	a: ({ params }) => params.a,
	b: ({ params }) => params.b,
	spread: ({ params }) => ({ ...params }),
	route: ({ route }) => route.id,
	parent: ({ parent }) => parent(),
	depends: ({ depends }) => depends('app:one', '/two', 'three?x', 'https://four.test/'),
	fetch: ({ fetch }) => fetch('/note.txt').then((response) => response.text()),
	untracked: ({ url, params, route, untrack }) => untrack(() => [url.href, params.a, route.id, url.searchParams.get('q')]),
	untrackedLater: ({ url, params, untrack }) =>
		untrack(async () => {
			params.a;
			await later();
			return url.href;
		}),
	untrackedParent: ({ parent, untrack }) => untrack(() => parent()),
	late: ({ params, route, url, depends, parent }) => {
		params.a;
		return {
			streamed: later().then(async () => {
				params.a;
				params.b;
				route.id;
				url.href;
				url.searchParams.get('q');
				depends('app:late');
				await parent();
				return 'later';
			})
		};
	},
	hash: ({ url }) => {
		try {
			return url.hash;
		} catch (problem) {
			return problem.message;
		}
	}
};

export async function load(event) {
	const what = event.untrack(() => event.url.searchParams.get('what'));
	return { what: (await reads[what](event)) ?? null };
}
