/** `sessionStorage` that may be full, forbidden or hold something else: then there is nothing stored. */

/** @param {string} key */
export function recall(key) {
	try {
		return JSON.parse(sessionStorage.getItem(key) ?? 'null');
	} catch {
		return null;
	}
}

/** @param {string} key @param {unknown} value */
export function store(key, value) {
	try {
		sessionStorage.setItem(key, JSON.stringify(value));
	} catch {
		// scroll positions and snapshots are conveniences
	}
}
