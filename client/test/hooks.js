import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileModule } from 'svelte/compiler';

const CONFIG = `export const base = '', assets = '', appDir = '_app', version = 'test', dev = false,
	building = false, pollInterval = 0, relative = true;`;
const SERVER = `export const getRequestEvent = () => globalThis.testEvent;
export const currentOrigin = () => globalThis.testEvent?.url.origin;`;

const virtual = { 'formwork:config': CONFIG, 'formwork:server': SERVER };

export async function resolve(specifier, context, next) {
	if (specifier in virtual) {
		return { url: `data:text/javascript,${encodeURIComponent(virtual[specifier])}`, shortCircuit: true };
	}
	if (specifier === 'formwork:origin') {
		return next(new URL('../src/server/origin.js', import.meta.url).href, context);
	}
	return next(specifier, context);
}

export async function load(url, context, next) {
	if (!url.endsWith('.svelte.js')) return next(url, context);
	const source = await readFile(fileURLToPath(url), 'utf8');
	const { js } = compileModule(source, { generate: 'client', filename: url });
	return { format: 'module', source: js.code, shortCircuit: true };
}
