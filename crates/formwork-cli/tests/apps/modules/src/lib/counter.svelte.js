export function counter(start) {
	let count = $state(start);
	const double = $derived(count * 2);
	return {
		get double() {
			return double;
		},
		increment: () => (count += 1)
	};
}
