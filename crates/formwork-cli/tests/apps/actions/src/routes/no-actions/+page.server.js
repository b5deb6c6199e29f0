export function load({ locals }) {
	locals.ran.push('load:page');
}
