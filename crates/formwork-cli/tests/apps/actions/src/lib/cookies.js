// Cookie calls as data: [["set", name, value, options], ["get", name], …]. The result of each call is returned;
// a thrown error becomes its class name.
const named = {
	upper: (value) => value.toUpperCase(),
	verbatim: (value) => value
};

function options_of(options) {
	if (!options) return options;
	const result = { ...options };
	for (const key of ['encode', 'decode']) if (result[key]) result[key] = named[result[key]];
	if (result.expires) result.expires = new Date(result.expires);
	return result;
}

export function run(cookies, calls) {
	return calls.map(([method, ...args]) => {
		const last = args.at(-1);
		if (last && typeof last === 'object') args.splice(-1, 1, options_of(last));
		try {
			return cookies[method](...args);
		} catch (error) {
			return `${error.name}`;
		}
	});
}
