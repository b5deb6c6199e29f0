// What the modules of an app export: actions, hooks, matchers.

export function start_loading(lazy) {
	return lazy();
}

/** Names of an `actions` export that are its own (S-5). */
export function action_names(actions) {
	return Object.getOwnPropertyNames(actions);
}

/** Whether a truthy `default` stands beside others (S-3). */
export function is_mixed(actions) {
	return Boolean(actions.default) && Object.keys(actions).length > 1;
}

/** The action of that name, asked for at each request: an app may add some while it runs. Undefined if it is not the object's own. */
export function find_action(actions, name) {
	return Object.hasOwn(actions, name) ? [actions[name]] : undefined;
}

export function init(hook) {
	return hook();
}

/** `reroute` gets a copy, so that nothing it does reaches `event.url` (F-123). */
export async function reroute(hook, event, href) {
	const result = await hook({ url: new URL(href), fetch: event.fetch });
	return result === undefined || result === null ? null : result instanceof URL ? result.pathname : String(result);
}

/** What a matcher may make of a text (F-30). */
const parameter_types = ['string', 'number', 'boolean', 'bigint'];

/** The value a matcher gives a parameter, or undefined if it refuses (F-30, F-31). */
export function match_param(matchers, name, text) {
	const matcher = (matchers.params ?? matchers)[name];
	if (typeof matcher?.match === 'function') return matcher.match(text) ? text : undefined;
	const by_function = typeof matcher === 'function';
	const result = by_function ? matcher(text) : matcher['~standard'].validate(text);
	if (typeof result?.then === 'function') {
		throw new Error(`The parameter matcher \`${name}\` is asynchronous, which matchers cannot be`);
	}
	if (!by_function && result.issues) return undefined;
	const value = by_function ? result : result.value;
	if (by_function && value === undefined) return undefined;
	if (!parameter_types.includes(typeof value)) {
		const got = value === null ? 'null' : typeof value;
		throw new Error(
			`The parameter matcher \`${name}\` must give a string, a number, a boolean or a bigint, or undefined for no match; it gave ${got}`
		);
	}
	return value;
}
