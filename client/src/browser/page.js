/**
 * Putting a loaded page on the screen: the root component's props and `page` (C-71, C-73, C-107, C-122). What did not
 * change keeps its identity, so that components are not updated for nothing.
 */
import { flushSync, hydrate, mount, tick } from 'svelte';
import { toErrorObject } from './errors.js';
import { session } from './session.js';
import { page, root } from './state.svelte.js';

/** @type {any} */
let instance = null;
/** Each shown node's own data, for comparing by identity. @type {any[]} */
let shownData = [];
/** @type {any[]} */
let mergedData = [];

/**
 * Makes a loaded page the one that is shown, as far as state goes. Returns whether any node's data was replaced.
 * @param {import('./app').LoadedPage} loaded
 */
export function commitPage(loaded) {
	const branch = upToDate(loaded);
	const nodes = branch.filter((node) => node !== undefined);
	const own = nodes.map((node) => node.data);
	let same = true;
	mergedData = own.map((data, i) => {
		same &&= i < shownData.length && shownData[i] === data;
		return same ? mergedData[i] : { ...mergedAbove(own, i), ...data };
	});
	const changed = own.length !== shownData.length || !same;
	shownData = own;

	session.branch = branch;
	session.url = loaded.url;
	session.route = loaded.route;
	session.params = loaded.params;
	session.error = loaded.error;

	root.components = nodes.map((node) => node.module.component);
	// components that are on their way out keep reading their data (root.svelte)
	root.data = [...mergedData, ...root.data.slice(mergedData.length)];
	root.boundaries = loaded.boundaries.filter((_, i) => branch[i] !== undefined);
	root.error = loaded.error;
	if (!shallowEqual(root.params, loaded.params)) root.params = page.params = loaded.params;

	if (changed) page.data = mergedData[mergedData.length - 1] ?? {};
	page.error = loaded.error;
	const id = loaded.route?.id ?? null;
	if (page.route.id !== id) page.route = { id };
	if (page.url.href !== loaded.url.href) page.url = loaded.url;
	return changed;
}

/**
 * What a page shares with the one that was shown when it was planned may have been refreshed since (C-111).
 * @param {import('./app').LoadedPage} loaded
 * @returns {import('./app').Branch}
 */
function upToDate({ branch, basis = [] }) {
	return Array.from(branch, (node, i) => {
		const shown = session.branch[i];
		return node && node === basis[i] && shown?.index === node.index ? shown : node;
	});
}

/** @param {any[]} own @param {number} i */
function mergedAbove(own, i) {
	return Object.assign({}, ...own.slice(0, i));
}

/** @param {Record<string, any>} a @param {Record<string, any>} b */
function shallowEqual(a, b) {
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => key in b && a[key] === b[key]);
}

/**
 * Creates the root component, over the server's markup or from nothing.
 * @param {boolean} hydrating
 */
export function createRoot(hydrating) {
	const options = { target: session.target, props: root, transformError: renderFailure };
	instance = hydrating
		? hydrate(session.app.Root, options)
		: mount(session.app.Root, { ...options, intro: false });
	flushSync();
}

/** Waits until the new state is on the screen. */
export async function settled() {
	if (instance) {
		instance.recover();
		await tick();
	} else {
		session.target.replaceChildren();
		createRoot(false);
	}
}

/**
 * An error that a boundary caught while rendering (C-123). `page` has it before the error page reads it; and the state
 * must not change while an effect is running.
 * @param {unknown} thrown
 */
async function renderFailure(thrown) {
	const error = await toErrorObject(thrown, { url: page.url, params: page.params, route: page.route });
	page.error = error;
	page.status = error.status;
	return error;
}

/** Instances of the components on the page, from the root (C-155). @returns {any[]} */
export const instances = () => instance?.instances() ?? [];
