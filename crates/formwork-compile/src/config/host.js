// What configuration files find when they are read: packages that do nothing, and Vite's few functions that do not
// need Vite. Results go to Rust as nested arrays, each with a letter for its kind first.

const MARK = Symbol('what stands in for a package');
const KIT = Symbol('options of the SvelteKit plugin');
const DEEPEST = 32;

/** Packages whose members were asked for, as `...` does. */
const opened = new Set();

/**
 * Stands in for something of a package: it can be called, constructed and asked for members, and that gives itself
 * again. Only its value cannot be had, because there is none.
 */
export function stub(module, name) {
	const self = new Proxy(function () {}, {
		get(_, key) {
			if (key === MARK) return { module, name };
			if (key === Symbol.toPrimitive) throw new Error(`\`${module}\` is not run while the configuration is read`);
			if (key === Symbol.iterator) return [self][key].bind([self]);
			// Neither a promise nor anything that a built-in function treats in its own way.
			if (key === 'then' || key === 'toJSON' || typeof key === 'symbol') return undefined;
			return self;
		},
		apply: () => self,
		construct: () => self,
		ownKeys() {
			opened.add(module);
			return ['prototype'];
		}
	});
	return self;
}

/** Every name of a package. */
export function every(module) {
	return new Proxy({}, { get: (_, name) => (typeof name === 'symbol' || name === 'then' ? undefined : stub(module, name)) });
}

const stands_in = (value) => (typeof value === 'function' || (typeof value === 'object' && value !== null) ? value[MARK] : undefined);

/* ---------------------------------------------------------------- Vite */

let variables = {};

export const sveltekit = (options = {}) => ({ name: 'sveltekit', [KIT]: options });
export const defineConfig = (config) => config;

export function loadEnv(mode, directory, prefixes = 'VITE_') {
	const wanted = [prefixes].flat();
	return Object.fromEntries(Object.entries(variables).filter(([name]) => wanted.some((prefix) => name.startsWith(prefix))));
}

export function mergeConfig(first, second) {
	const result = { ...first };
	for (const [key, value] of Object.entries(second)) {
		const before = result[key];
		if (Array.isArray(before) || Array.isArray(value)) result[key] = [before ?? [], value ?? []].flat();
		else if (is_plain(before) && is_plain(value)) result[key] = mergeConfig(before, value);
		else if (value !== undefined) result[key] = value;
	}
	return result;
}

/* ---------------------------------------------------------------- results */

/** Functions of the configuration, by the path of their option. */
const functions = new Map();

function is_plain(value) {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const prototype = Object.getPrototypeOf(value);
	return prototype === Object.prototype || prototype === null;
}

function shape(value, path, depth = 0) {
	if (value === undefined) return ['undefined'];
	const package_ = stands_in(value);
	if (package_) return ['package', package_.module, package_.name];
	if (typeof value === 'function') {
		functions.set(path, value);
		return ['function'];
	}
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return ['value', value];
	if (typeof value === 'number') return Number.isFinite(value) ? ['value', value] : ['other', String(value)];
	if (depth > DEEPEST) return ['other', 'something nested too deeply'];
	if (Array.isArray(value)) return ['array', value.map((item, index) => shape(item, `${path}.${index}`, depth + 1))];
	if (is_plain(value)) {
		return ['object', Object.keys(value).map((key) => [key, shape(value[key], path ? `${path}.${key}` : key, depth + 1)])];
	}
	return ['other', typeof value === 'object' ? (value.constructor?.name ?? 'an object') : typeof value];
}

async function flat(plugins) {
	const value = await plugins;
	if (Array.isArray(value)) return (await Promise.all(value.map(flat))).flat();
	return value ? [value] : [];
}

async function vite(config, request) {
	if (typeof config === 'function' && !stands_in(config)) {
		config = config({ mode: request.mode, command: request.command, isSsrBuild: false, isPreview: false });
	}
	config = await config;
	const plugins = await flat(config?.plugins);
	const kit = plugins.find((plugin) => KIT in Object(plugin) && !stands_in(plugin));
	const others = plugins
		.filter((plugin) => plugin !== kit)
		.map((plugin) => stands_in(plugin)?.module ?? plugin.name ?? 'one without a name');
	return { options: kit ? shape(kit[KIT], '') : null, others, keys: Object.keys(config ?? {}) };
}

/** The answer to one request of Rust, as JSON. */
export async function answer(load, text) {
	const request = JSON.parse(text);
	if (request.call) return JSON.stringify(call(request) ?? null);
	variables = request.variables;
	process.cwd = () => request.root;
	const module = await load();
	const found = request.vite
		? await vite(module.default, request)
		: { options: shape(await module.default, ''), others: [], keys: [] };
	return JSON.stringify({ ...found, opened: [...opened] });
}

/** Calls a function of the configuration as the Svelte compiler would. */
function call({ call: path, argument }) {
	const wanted = functions.get(path);
	if (path.endsWith('cssHash')) return wanted({ ...argument, hash });
	if (path.endsWith('onwarn')) {
		let shown = false;
		wanted(argument, () => void (shown = true));
		return shown;
	}
	return wanted(argument);
}

/** FNV-1a: short, and the same everywhere. */
function hash(text) {
	let value = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
	return (value >>> 0).toString(36);
}
