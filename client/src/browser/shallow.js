/**
 * Shallow routing (C-157): the address and `page.state` change, the page does not. Writing entries is in goto.js.
 *
 * As observed of the reference: `pushState` and `replaceState` act at once and ask nobody; `goto` with `shallow`, and
 * coming back to a shallow entry, run the navigation callbacks with `shallow: true` and the address bar's URL as `to`.
 */
import { tick } from 'svelte';
import { createNavigation, isCancelled, runAfterNavigate, runOnNavigate } from './lifecycle.js';
import { position } from './scroll.js';
import { activity, page } from './state.svelte.js';
import { decodeText } from './transport.js';

/**
 * Runs the navigation callbacks around a change that loads nothing.
 * @param {{ type: import('./app').NavigationType, delta?: number, event?: Event }} how
 * @param {URL} url
 * @param {import('./app').Intent | null} intent
 * @param {() => void} change
 * @returns {Promise<boolean>} false if it was cancelled
 */
export async function withCallbacks({ type, delta, event }, url, intent, change) {
	const { navigation, fulfil } = createNavigation(type, url, intent, {
		delta,
		event,
		willUnload: false,
		shallow: true
	});
	if (!activity.navigation && isCancelled(navigation)) return false;
	const afterwards = await runOnNavigate(navigation);
	change();
	await tick();
	if (navigation.to) navigation.to.scroll = position();
	fulfil();
	runAfterNavigate(navigation);
	for (const callback of afterwards) callback();
	return true;
}

/**
 * @param {URL} url in the address bar
 * @param {string | undefined} encoded
 * @param {import('./app').Intent | null} intent
 */
export function showShallow(url, encoded, intent) {
	page.state = encoded ? decodeText(encoded) : {};
	page.shallow = target(url, intent);
}

/** @param {URL} url @param {import('./app').Intent | null} intent */
export function target(url, intent) {
	if (url.href === page.url.href) return null;
	return { params: intent?.params ?? null, route: { id: intent?.route.id ?? null }, url };
}
