export function reroute({ url }) {
	if (url.pathname === '/renamed') return '/foo/bar/baz';
	if (url.pathname === '/rerouted-badly') throw new Error('secret of reroute');
}
