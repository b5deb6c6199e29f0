/**
 * What waits until a test lets it go on: `await gate(key)` here, `GET /gate?key=…` there.
 * @type {Map<string, { promise: Promise<string>, open: (value: string) => void }>}
 */
const gates = new Map();

/** @param {string} key */
function find(key) {
	let found = gates.get(key);
	if (!found) {
		/** @type {(value: string) => void} */
		let open = () => {};
		const promise = new Promise((resolve) => (open = resolve));
		gates.set(key, (found = { promise, open }));
	}
	return found;
}

/** @param {string} key */
export const gate = (key) => find(key).promise;

/** @param {string} key @param {string} value */
export const open = (key, value) => find(key).open(value);
