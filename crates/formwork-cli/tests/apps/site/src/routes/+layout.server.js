export function load({ locals }) {
	locals.ran.push('load:root');
	return { root: true };
}
