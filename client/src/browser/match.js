/**
 * From a path to a route and its params (F-23 … F-27), with the patterns that the compiler wrote. The list is in
 * matching order already (F-28); this only tries one after the other. Pure apart from running the app's matchers.
 */

/**
 * @param {import('./app').Route[]} routes
 * @returns {import('./app').CompiledRoute[]}
 */
export function compileRoutes(routes) {
	return routes.map((route) => ({
		...route,
		pattern: new RegExp(route.pattern),
		positions: route.leaf === undefined ? [] : [...route.layouts, route.leaf]
	}));
}

/**
 * Decodes a path once; `%25` stays as it is, so that nothing is decoded twice later (F-25).
 * @param {string} path
 */
export function decodePath(path) {
	return path.split('%25').map(decodeURI).join('%25');
}

/**
 * @param {import('./app').CompiledRoute[]} routes
 * @param {string} path without the base path, not decoded
 * @param {import('./app').Matchers} matchers
 * @returns {{ route: import('./app').CompiledRoute, params: Record<string, any> } | null}
 */
export function matchRoute(routes, path, matchers) {
	let decoded;
	try {
		decoded = decodePath(path);
		for (const route of routes) {
			const groups = route.pattern.exec(decoded);
			const params = groups && readParams(groups.slice(1), route.params, matchers);
			if (params) return { route, params };
		}
	} catch (error) {
		// A path that cannot be decoded is the server's to refuse (400); a matcher's own fault is not hidden.
		if (!(error instanceof URIError)) throw error;
	}
	return null;
}

/**
 * Assigns the texts that the pattern captured to the parameters. An optional parameter whose matcher refuses is
 * skipped, and its text waits for the parameters after it (F-26).
 * @param {(string | undefined)[]} groups
 * @param {import('./app').RouteParam[]} declared
 * @param {import('./app').Matchers} matchers
 * @returns {Record<string, any> | null}
 */
export function readParams(groups, declared, matchers) {
	/** @type {Record<string, any>} */
	const params = {};
	/** @type {string[]} */
	const waiting = [];

	for (let i = 0; i < declared.length; i += 1) {
		const param = declared[i];
		// `[[x]]` beside static text captures the empty string when it is absent
		const own = groups[i] ?? '';

		let text;
		if (param.rest) {
			// one that begins a segment takes what was left over as well
			text = [...(param.chained ? waiting.splice(0) : []), own].filter(Boolean).join('/');
		} else {
			if (own) waiting.push(own);
			if (!waiting.length) {
				if (!param.optional) return null;
				continue;
			}
			text = /** @type {string} */ (waiting.shift());
		}

		const decoded = decodeURIComponent(text);
		const value = param.matcher ? convert(matchers[param.matcher], decoded, param.matcher) : decoded;
		if (value !== undefined) {
			params[param.name] = value;
		} else if (param.optional && param.chained) {
			waiting.unshift(text);
		} else {
			return null;
		}
	}

	return waiting.length ? null : params;
}

/** What a matcher may make of a text (F-30). */
const VALUES = ['string', 'number', 'boolean', 'bigint'];

/**
 * @param {import('./app').Matcher | undefined} matcher
 * @param {string} text
 * @param {string} name
 * @returns {unknown} undefined for no match
 */
function convert(matcher, text, name) {
	if (!matcher) throw new Error(`Unknown parameter matcher '${name}'`);
	/** @type {any} */
	const result =
		'~standard' in matcher ? matcher['~standard'].validate(text) : matcher(text);
	if (typeof result?.then === 'function') {
		throw new Error(`The parameter matcher '${name}' is asynchronous, which matchers cannot be`);
	}
	const refused = '~standard' in matcher ? result.issues : result === undefined;
	if (refused) return undefined;
	const value = '~standard' in matcher ? result.value : result;
	if (!VALUES.includes(typeof value)) {
		throw new Error(`The parameter matcher '${name}' must give a string, a number, a boolean or a bigint`);
	}
	return value;
}
