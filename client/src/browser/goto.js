/** `goto` and its shallow relatives (C-118, C-157), with SvelteKit 2's option names. */
import { encodeText } from './encode.js';
import { current, write } from './history.js';
import { findIntent } from './intent.js';
import { mark, movedSince, navigate } from './navigate.js';
import { forgetScrollFrom, saveScroll } from './scroll.js';
import { showShallow, target, withCallbacks } from './shallow.js';
import { forgetSnapshots } from './snapshots.js';
import { page } from './state.svelte.js';

/**
 * @typedef {{
 *   replace?: boolean,
 *   reset?: boolean,
 *   refreshAll?: boolean,
 *   invalidate?: (string | URL | ((url: URL) => boolean))[],
 *   state?: Record<string, any>,
 *   persistState?: boolean,
 *   shallow?: boolean,
 *   replaceState?: boolean,
 *   invalidateAll?: boolean,
 *   noScroll?: boolean,
 *   keepFocus?: boolean
 * }} GotoOptions
 */

/**
 * @param {string | URL} href
 * @param {GotoOptions} [options]
 * @returns {Promise<void>}
 */
export async function goto(href, options = {}) {
	const url = new URL(href, document.baseURI);
	const replace = options.replace ?? options.replaceState ?? false;
	if (options.shallow) {
		const then = mark();
		const intent = await findIntent(url);
		if (movedSince(then)) return;
		const state = options.state ?? {};
		await withCallbacks({ type: 'goto' }, url, intent, () =>
			showShallow(url, writeShallow(url, state, replace, options.persistState), intent)
		);
		return;
	}
	if (url.origin !== location.origin) {
		throw new Error('`goto` cannot leave this origin: assign to `window.location` instead');
	}
	if (!(await findIntent(url))) {
		throw new Error(`${url.pathname} is not a page of this app: assign to \`window.location\` instead of using \`goto\``);
	}
	return navigate({
		type: 'goto',
		url,
		replace,
		reset: {
			scroll: options.reset ?? !options.noScroll,
			focus: options.reset ?? !options.keepFocus
		},
		refresh: options.refreshAll ?? options.invalidateAll ?? false,
		invalidate: options.invalidate,
		state: options.state && encodeText(options.state),
		persistState: options.persistState
	});
}

/**
 * @param {string | URL} url
 * @param {Record<string, any>} state
 */
export function pushState(url, state) {
	goShallow(url, state, false);
}

/**
 * @param {string | URL} url
 * @param {Record<string, any>} state
 */
export function replaceState(url, state) {
	goShallow(url, state, true);
}

/**
 * @param {string | URL} href
 * @param {Record<string, any>} state
 * @param {boolean} replace
 */
function goShallow(href, state, replace) {
	const url = new URL(href, document.baseURI);
	showShallow(url, writeShallow(url, state, replace), null);
	void findIntent(url).then((intent) => {
		if (location.href === url.href) page.shallow = target(url, intent);
	});
}

/**
 * Writes a shallow history entry.
 * @param {URL} url
 * @param {Record<string, any>} state
 * @param {boolean} replace
 * @param {boolean} [persist]
 * @returns {string} the encoded state
 */
function writeShallow(url, state, replace, persist) {
	if (url.origin !== location.origin) throw new Error(`Shallow routing cannot leave ${location.origin}`);
	// Encoded and decoded at once: what cannot be kept fails here and not when the user comes back.
	const encoded = encodeText(state);
	saveScroll();
	const index = replace ? current.index : current.index + 1;
	if (!replace) forgetScrollFrom(index);
	write({ ...current, index, state: encoded, url: page.url.href, persist }, url.href, replace);
	if (!replace) forgetSnapshots(index, false);
	return encoded;
}
