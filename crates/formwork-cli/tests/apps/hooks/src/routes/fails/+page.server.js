export function load() {
	throw new Error('in load');
}
