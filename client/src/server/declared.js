/** Variables that `src/env` declares, on the server: checked at the build, and when it starts (F-165). */

import { uneval } from 'devalue';

/**
 * @typedef {{ public?: boolean, static?: boolean, schema?: any, description?: string }} Declaration
 * @typedef {Record<string, Declaration>} Declarations
 */

/**
 * The value of a variable, or what is wrong with it.
 *
 * @param {Declaration} declaration
 * @param {string | undefined} text
 * @returns {{ value?: any, issues?: string[] }}
 */
function check({ schema }, text) {
	if (schema === undefined || schema === null) {
		return text === undefined ? { issues: ['it is not set; if it may be missing, give it a schema that says so'] } : { value: text };
	}
	// A Standard Schema may be a function too.
	const standard = schema['~standard'];
	if (!standard && typeof schema !== 'function') {
		return { issues: ['its schema is neither a Standard Schema nor a function'] };
	}
	let result;
	try {
		result = standard ? standard.validate(text) : { value: schema(text) };
	} catch (error) {
		return { issues: [message(error)] };
	}
	const waits = standard ? result : result.value;
	if (typeof waits?.then === 'function') return { issues: ['its schema is asynchronous, and it must not be'] };
	if (result.issues) return { issues: result.issues.map(message) };
	return result;
}

/** @param {any} error */
const message = (error) => error?.message || String(error);

/**
 * What the build needs to know: the names, and the values of static variables as source.
 *
 * @param {any} variables
 * @param {string} text
 */
export function describe(variables, text) {
	if (typeof variables !== 'object' || variables === null) {
		return JSON.stringify({ problem: '`src/env` must export `variables`, made by `defineEnvVars` of `@sveltejs/kit/env`' });
	}
	const values = JSON.parse(text).variables;
	/** @type {Record<string, { public: boolean, source?: string }>} */
	const found = {};
	/** @type {[string, string][]} */
	const issues = [];
	for (const [name, declaration] of Object.entries(variables)) {
		if (typeof declaration !== 'object' || declaration === null) {
			issues.push([name, 'it is declared by something that is not an object']);
			continue;
		}
		found[name] = { public: Boolean(declaration.public) };
		if (!declaration.static) continue;
		const result = check(declaration, values[name]);
		try {
			if (result.issues) for (const issue of result.issues) issues.push([name, issue]);
			else found[name].source = uneval(result.value);
		} catch (error) {
			issues.push([name, message(error)]);
		}
	}
	return JSON.stringify({ variables: found, issues });
}

/**
 * Reads the variables that are not static from the environment of the process.
 *
 * @param {Declarations} variables
 * @param {Record<string, any>} fixed public static variables
 */
export function read(variables, fixed) {
	const { process } = /** @type {{ process?: { env: Record<string, string | undefined> } }} */ (globalThis);
	const environment = process?.env ?? {};
	/** @type {Record<string, any>} */
	const values = {};
	/** Source of the public ones, for the browser (F-168). @type {string[]} */
	const sources = [];
	/** Public ones as text, for the template (F-172). @type {Record<string, string>} */
	const shown = {};
	/** @type {string[]} */
	const problems = [];
	for (const [name, value] of Object.entries(fixed)) shown[name] = String(value ?? '');
	for (const [name, declaration] of Object.entries(variables)) {
		if (declaration.static) continue;
		const { value, issues = [] } = check(declaration, environment[name]);
		values[name] = value;
		if (declaration.public && issues.length === 0) {
			try {
				sources.push(`${name}:${uneval(value)}`);
				shown[name] = String(value ?? '');
			} catch (error) {
				issues.push(`it is public, and its value cannot be sent to a browser: ${message(error)}`);
			}
		}
		for (const issue of issues) problems.push(`\n  ${name}: ${issue}`);
	}
	return {
		values,
		source: `{${sources.join(',')}}`,
		shown,
		problems: problems.length ? `Environment variables are not as \`src/env\` declares them:${problems.join('')}` : undefined
	};
}
