export function load({ locals, depends, route }) {
	locals.ran.push('load:layout');
	depends('app:layout');
	return { layout: route.id };
}
