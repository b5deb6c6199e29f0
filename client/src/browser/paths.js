/**
 * Building the app's own paths (F-155). Pure functions shared by both sides' `$app/paths`.
 */

/**
 * An escaped character of a route id (F-21), or a `[name]`, `[[name]]` or `[...name]` with an optional `=matcher`; both
 * in one pass, so that no value of a parameter is taken for a part of the id. The slash before a parameter belongs to
 * the match because an absent whole-segment parameter takes it along; the look-ahead tells whether it is one.
 */
const PART =
	/\[(?:x\+([0-9a-f]{2})|u\+([0-9a-f]{4,6}))\]|(\/?)\[(\[)?(\.\.\.)?([\w-]+)(?:=[\w-]+)?\]?\](?=(\/|$)|)/g;

/**
 * @param {string} id a route id, or a path
 * @param {Record<string, any> | undefined} params
 * @param {string} base
 */
export function resolvePath(id, params, base) {
	if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(id)) {
		throw new Error(`Cannot resolve ${JSON.stringify(id)}: expected a route id or a path, not a URL`);
	}
	if (!id.startsWith('/')) return `${base}/${id}`;
	return base + fillRoute(id, params ?? {});
}

/**
 * @param {string} id
 * @param {Record<string, any>} params
 */
function fillRoute(id, params) {
	// A path may be given as well: its query and hash are not part of a route id and must not be taken for one.
	const [, path, rest] = /** @type {string[]} */ (/^([^?#]*)([^]*)$/.exec(id));
	const filled = path
		.replace(/\/\([^/)]+\)(?=\/|$)/g, '')
		.replace(PART, (_, hex, code, slash, optional, spread, name, end) => {
			if (hex ?? code) return escaped(String.fromCodePoint(parseInt(hex ?? code, 16)));
			const value = params[name];
			if (value === undefined || value === null || value === '') {
				if (optional || spread) return end === undefined ? slash : '';
				throw new Error(`Missing parameter '${name}' in route ${id}`);
			}
			const text = String(value);
			if (text.startsWith('/') || text.endsWith('/')) {
				throw new Error(
					`Parameter '${name}' in route ${id} must not start or end with a slash: that gives an ambiguous path`
				);
			}
			return slash + text;
		});
	return (filled || '/') + rest;
}

/**
 * What has a meaning in a path is written so that it is the character (F-25).
 * @param {string} character
 */
const escaped = (character) => (/[%/?#]/.test(character) ? encodeURIComponent(character) : character);

/**
 * @param {string} file
 * @param {string} assets
 */
export function assetPath(file, assets) {
	return `${assets}/${file.replace(/^\/+/, '')}`;
}
