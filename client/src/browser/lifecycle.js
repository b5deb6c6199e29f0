/**
 * The callbacks of `beforeNavigate`, `onNavigate` and `afterNavigate` (C-126 … C-128), registered while their
 * component is mounted.
 */
import { onMount } from 'svelte';
import { position } from './scroll.js';
import { session } from './session.js';

/** @typedef {import('./app').Navigation} Navigation */

/** @type {Set<(navigation: any) => any>} */
const before = new Set();
/** @type {Set<(navigation: any) => any>} */
const on = new Set();
/** @type {Set<(navigation: any) => any>} */
const after = new Set();

/** @param {Set<(navigation: any) => any>} set */
const register = (set) => (/** @type {(navigation: any) => any} */ callback) =>
	onMount(() => {
		// the same function may be registered by several components
		const own = (/** @type {any} */ navigation) => callback(navigation);
		set.add(own);
		return () => {
			set.delete(own);
		};
	});

export const beforeNavigate = register(before);
export const onNavigate = register(on);
export const afterNavigate = register(after);

/**
 * @param {import('./app').NavigationType} type
 * @param {URL | null} url
 * @param {import('./app').Intent | null} intent
 * @param {{ delta?: number, event?: Event, scroll?: { x: number, y: number } | null, willUnload?: boolean, shallow?: boolean }} [more]
 */
export function createNavigation(type, url, intent, { delta, event, scroll = null, willUnload, shallow = false } = {}) {
	/** @type {(value?: any) => void} */
	let fulfil = () => {};
	/** @type {(reason: any) => void} */
	let reject = () => {};
	/** @type {Promise<void>} */
	const complete = new Promise((resolve, refuse) => {
		fulfil = resolve;
		reject = refuse;
	});
	complete.catch(() => {}); // nobody has to look
	/** @type {Navigation} */
	const navigation = {
		from:
			type === 'enter' || !session.url
				? null
				: {
						params: session.params,
						route: { id: session.route?.id ?? null },
						url: session.url,
						scroll: position()
					},
		to: url && {
			params: intent?.params ?? null,
			route: { id: intent?.route.id ?? null },
			url,
			scroll
		},
		type,
		willUnload: willUnload ?? !intent,
		shallow,
		complete
	};
	if (delta !== undefined) navigation.delta = delta;
	if (event) navigation.event = event;
	return { navigation, fulfil, reject };
}

/**
 * Asks the app whether the navigation may take place (C-126).
 * @param {Navigation} navigation
 * @returns {boolean} whether it was cancelled
 */
export function isCancelled(navigation) {
	let cancelled = false;
	const asked = {
		...navigation,
		cancel() {
			cancelled = true;
		}
	};
	for (const callback of [...before]) callback(asked);
	return cancelled;
}

/**
 * @param {Navigation} navigation
 * @returns {Promise<(() => void)[]>} what the callbacks want done after the update
 */
export async function runOnNavigate(navigation) {
	const results = await Promise.all(Array.from(on, (callback) => callback(navigation)));
	return results.filter((result) => typeof result === 'function');
}

/** @param {Navigation} navigation */
export function runAfterNavigate(navigation) {
	for (const callback of [...after]) callback(navigation);
}
