export function match(value) {
	return /^\d+$/.test(value);
}
