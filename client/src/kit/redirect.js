/**
 * Where a redirect may go. A location that leaves the origin needs the caller's consent (`options.external`), since
 * most open redirects are a `redirect(303, url.searchParams.get('next'))` (S-67, S-68). The decision is made by the
 * URL parser and not by looking at the text: blanks, tabs, backslashes and odd schemes are all seen as it sees them.
 */

/**
 * @param {string} location
 * @param {string} origin of the request in progress
 * @returns {URL | null} the resolved URL if it is external, or does not parse
 */
function external(location, origin) {
	const own = new URL(origin);
	const url = new URL(location, own);
	return url.protocol !== own.protocol || url.host !== own.host ? url : null;
}

/**
 * Throws unless the location may be used (S-67, S-68).
 * @param {string} location
 * @param {string} origin
 * @param {boolean | string[] | undefined} permission
 */
export function checkLocation(location, origin, permission) {
	/** @type {URL | null} */
	let url;
	try {
		url = external(location, origin);
	} catch {
		// What is no URL leads nowhere that would have to be consented to.
		if (permission === true || (Array.isArray(permission) && permission.includes(location))) return;
		throw new Error(`Cannot redirect to ${JSON.stringify(location)}: it is not a URL`);
	}
	if (!url) return;

	if (permission === true) {
		if (url.protocol === 'javascript:' || url.protocol === 'data:') {
			throw new Error(
				`Cannot redirect to a ${url.protocol} URL; list 'javascript:' or 'data:' in \`external\` if it is really meant`
			);
		}
	} else if (Array.isArray(permission)) {
		if (!permission.some((entry) => entry === location || sameHost(entry, url))) {
			throw new Error(
				`Cannot redirect to ${JSON.stringify(location)}: it matches none of the URLs in \`external\``
			);
		}
	} else {
		throw new Error(
			`Cannot redirect to ${JSON.stringify(location)}: it is outside of this app. ` +
				'Pass `{ external: true }` or a list of permitted origins as the third argument of `redirect`'
		);
	}
}

/**
 * @param {string} entry
 * @param {URL} url
 */
function sameHost(entry, url) {
	try {
		const allowed = new URL(entry);
		return allowed.protocol === url.protocol && allowed.host === url.host;
	} catch {
		return false;
	}
}
