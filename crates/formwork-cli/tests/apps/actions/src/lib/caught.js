/** What a function throws. */
export function caught(throws) {
	try {
		throws();
	} catch (thrown) {
		return thrown;
	}
}
