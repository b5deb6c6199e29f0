export function load({ setHeaders, url }) {
	if (url.searchParams.has('allow')) setHeaders({ allow: 'PATCH' });
}
