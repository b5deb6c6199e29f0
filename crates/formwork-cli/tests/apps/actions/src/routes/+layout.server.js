export function load({ locals, cookies }) {
	locals.ran.push('load:root');
	return { root: 'root', layer: 'root', user: locals.user, cookie: cookies.get('set-by-action') ?? null };
}
