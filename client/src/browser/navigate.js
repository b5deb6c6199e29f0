/**
 * Navigations: the sequence from a wish to a page (C-113 … C-131). Newer navigations supersede older ones; what a
 * superseded one loaded is dropped. Listeners, `goto` and action results all end up in `navigate`.
 */
import { trailingSlash } from './slash.js';
import { announcePage } from './announcer.js';
import * as paths from './app-paths.js';
import { toErrorObject } from './errors.js';
import { blurActive, resetFocus } from './focus.js';
import { arrive, current, newPage, write, enter } from './history.js';
import { findIntent } from './intent.js';
import { askedFor, askToReload, fulfilled } from './invalidation.js';
import { leaving, noteLeaving } from './leaving.js';
import { createNavigation, isCancelled, runAfterNavigate, runOnNavigate } from './lifecycle.js';
import { loadPage, notFoundPage, rootErrorPage, wouldLoop } from './load.js';
import { insideApp } from './location.js';
import { commitPage, settled } from './page.js';
import { afterUpdate as preloadAfterUpdate, dropPreload, takePreload } from './preload.js';
import { beginUpdate, endUpdate, forgetScrollFrom, position, saveScroll, scrollForNavigation } from './scroll.js';
import { nowhere, session } from './session.js';
import { showShallow } from './shallow.js';
import { captureSnapshots, forgetSnapshots, restoreSnapshots } from './snapshots.js';
import { activity, page, root } from './state.svelte.js';
import { showStaticError } from './static-error.js';
import { decodeText } from './transport.js';
import { checkVersion } from './version.js';

const MAX_REDIRECTS = 20;

/** Navigations in order of their start, and the one that was accepted last. */
let started = 0;
let accepted = 0;
/** Pages committed so far. */
let commits = 0;

/**
 * @typedef {{
 *   type: import('./app').NavigationType,
 *   url: URL,
 *   event?: Event,
 *   reset?: import('./app').Reset,
 *   replace?: boolean,
 *   state?: string,
 *   persistState?: boolean,
 *   refresh?: boolean,
 *   invalidate?: (string | URL | ((url: URL) => boolean))[],
 *   action?: import('./app').ActionResult,
 *   popped?: { entry: import('./history.js').Entry, delta: number, scroll: { x: number, y: number } | null }
 * }} Request
 */

/**
 * @param {Request} request
 * @returns {Promise<void>} settles when the page is shown, or the navigation came to nothing
 */
export async function navigate(request) {
	const order = (started += 1);
	const { type, url, popped } = request;
	leaving.document = false;

	const intent = await findIntent(url);
	if (order < accepted) return; // reroute took its time, and the user went elsewhere

	// Coming back to a shallow entry of another page: that page is loaded, but the address is the shallow one (C-157).
	const shallow = popped?.entry.url ? new URL(location.href) : null;
	const shallowIntent = shallow && (await findIntent(shallow));
	const { navigation, fulfil, reject } = createNavigation(type, shallow ?? url, shallowIntent ?? intent, {
		event: request.event,
		delta: popped?.delta,
		scroll: popped?.scroll,
		shallow: !!shallow
	});
	if (type !== 'enter' && !activity.navigation && isCancelled(navigation)) {
		if (popped) history.go(-popped.delta);
		return;
	}
	accepted = order;

	if (type !== 'enter') {
		saveScroll();
		captureSnapshots();
	}
	if (popped) enter(popped.entry, false);
	// nothing is left when a document starts, so nothing is navigating either (C-192)
	if (type !== 'enter') activity.navigation = navigation;

	try {
		const afterwards = await run(request, intent, navigation, () => accepted !== order);
		if (afterwards) {
			if (shallow) showShallow(shallow, current.state, shallowIntent);
			fulfil();
			runAfterNavigate(navigation);
			for (const callback of afterwards) callback();
			restoreSnapshots(!!popped || type === 'enter');
			activity.navigation = null;
			preloadAfterUpdate();
		} else {
			reject(new Error('The navigation was superseded by a newer one'));
		}
	} catch (error) {
		if (accepted === order) activity.navigation = null;
		reject(error);
		throw error;
	}
}

/**
 * Loads and shows.
 * @param {Request} request
 * @param {import('./app').Intent | null} intent
 * @param {import('./app').Navigation} navigation
 * @param {() => boolean} superseded
 * @returns {Promise<(() => void)[] | null>} what `onNavigate` wants done at last; null if a newer navigation took over
 */
async function run(request, intent, navigation, superseded) {
	const { type, popped } = request;
	const reset = request.reset ?? { scroll: true, focus: true };

	if (request.action) dropPreload(); // C-45
	if (request.refresh || request.invalidate?.length) {
		askToReload(request.refresh ?? false, request.invalidate ?? []);
		dropPreload();
	}
	const asked = askedFor();

	const { result, url, hops } = await follow(request, intent, asked, superseded);
	if (superseded()) return null;
	if (result.type === 'document') return leaveFor(url, request.replace || !!popped);
	if (result.type === 'static') {
		showStaticError(result.error, session.app.errorTemplate);
		return [];
	}
	if (result.status >= 400 && (await checkVersion())) {
		await refreshServiceWorker(); // C-187
		return leaveFor(url, request.replace || !!popped);
	}
	if (superseded()) return null;

	// what the action answered is lost when the destination redirects (C-47)
	const action = hops ? undefined : request.action;
	if (!result.error) result.url = trailingSlash(result, paths.base);
	fulfilled(asked);
	writeHistory(request, result.url, hops > 0, reset);
	if (navigation.to && !navigation.shallow) {
		const { url, params, route } = result;
		Object.assign(navigation.to, { url, params, route: { id: route?.id ?? null } });
	}

	const afterwards = type === 'enter' ? [] : await runOnNavigate(navigation);
	if (superseded()) return null;
	if (reset.focus && type !== 'enter') blurActive();

	commits += 1;
	beginUpdate();
	dropPreload(); // asked for since, and planned against the page that goes
	commitPage(result);
	arrive();
	setForm(result, action);
	page.shallow = null;
	page.state = current.state && (type !== 'enter' || current.persist) ? decodeText(current.state) : {};
	await settled();
	if (superseded()) return null;

	if (endUpdate() && reset.scroll) scrollForNavigation(result.url, popped?.scroll ?? null);
	if (navigation.to) navigation.to.scroll = position();
	// the app may have put the focus somewhere itself
	const unfocused = !document.activeElement || document.activeElement === document.body;
	if (reset.focus && type !== 'enter' && unfocused) resetFocus(result.url);
	announcePage();

	return afterwards;
}

/**
 * Loads the page, or the one that its loads redirect to (C-115).
 * @param {Request} request
 * @param {import('./app').Intent | null} intent
 * @param {import('./session.js').Asked} asked
 * @param {() => boolean} superseded
 * @returns {Promise<{ result: Exclude<import('./app').LoadResult, { type: 'redirect' }>, url: URL, hops: number }>}
 */
async function follow(request, intent, asked, superseded) {
	let url = request.url;
	for (let hops = 0; ; hops += 1) {
		if (!intent) {
			// The server answers for what is no page of the app (C-113).
			const result = wouldLoop(url) ? await notFoundPage(url) : { type: /** @type {const} */ ('document') };
			if (result.type !== 'redirect') return { result, url, hops };
			url = new URL(result.location, url);
		} else {
			const where = { url, params: intent.params, route: { id: intent.route.id } };
			const action = hops ? undefined : request.action;
			const preloaded = action ? null : takePreload(url);
			const result = await (preloaded ?? loadPage(intent, asked, action));
			if (result.type === 'loaded') result.url = url; // a preload does not know the hash
			if (result.type !== 'redirect') return { result, url, hops };
			if (hops === MAX_REDIRECTS) {
				const error = await toErrorObject(new Error(`${MAX_REDIRECTS} redirects in a row: a loop?`), nowhere());
				const last = await rootErrorPage(error, where);
				return { result: last.type === 'redirect' ? { type: 'static', error } : last, url, hops };
			}
			url = new URL(result.location, url);
		}
		if (superseded()) return { result: { type: 'document' }, url, hops };
		intent = await findIntent(url);
	}
}

/**
 * `form`, `page.form` and `page.status` after a navigation (C-45, C-71).
 * @param {import('./app').LoadedPage} result
 * @param {import('./app').ActionResult | undefined} action
 */
function setForm(result, action) {
	page.form = null;
	page.status = result.status;
	if (action?.type === 'success' || action?.type === 'failure') {
		root.form = page.form = action.data ?? null;
		if (!result.error) page.status = action.status;
	} else {
		if (!result.error) root.form = null; // on an error page only layouts could see it
		if (action?.type === 'error') page.status = action.status ?? result.status;
	}
}

/**
 * @param {Request} request
 * @param {URL} url
 * @param {boolean} redirected
 * @param {import('./app').Reset} reset
 */
function writeHistory({ type, popped, replace, state, persistState }, url, redirected, reset) {
	if (popped || type === 'enter') {
		// The browser is there already; only the address may have to be put right.
		if (redirected) {
			write({ index: current.index, page: newPage(), resets: current.resets }, url.href, true);
		} else if (!current.url && url.href !== location.href) {
			write(current, url.href, true);
		}
		return;
	}
	const index = replace ? current.index : current.index + 1;
	if (!replace) forgetScrollFrom(index);
	/** @type {import('./history.js').Entry} */
	const entry = {
		index,
		page: newPage(),
		resets: current.resets + (reset.scroll || reset.focus ? 1 : 0)
	};
	if (state) entry.state = state;
	if (persistState) entry.persist = true;
	const shallow = !!current.url;
	write(entry, url.href, !!replace);
	// the page under a shallow entry has another one, which may be come back to
	if (!replace || !shallow) forgetSnapshots(index, !!replace);
}

/**
 * Leaves the page to the browser. Never settles: the document is about to go.
 * @param {URL} url
 * @param {boolean} [replace]
 * @returns {Promise<never>}
 */
export function leaveFor(url, replace) {
	if (!/^https?:$/.test(url.protocol)) {
		activity.navigation = null;
		throw new Error(`Refusing to navigate to a ${url.protocol} URL`); // C-58
	}
	noteLeaving();
	if (replace) location.replace(url.href);
	else location.href = url.href;
	return new Promise(() => {});
}

async function refreshServiceWorker() {
	try {
		const registration = await navigator.serviceWorker?.getRegistration(paths.base || '/');
		await registration?.update();
	} catch {
		// not having one is fine
	}
}

export const mark = () => ({ accepted, commits });

/**
 * Whether a navigation was accepted, or a page committed, since the mark was made.
 * @param {{ accepted: number, commits: number }} then
 */
export const movedSince = (then) => then.accepted !== accepted || then.commits !== commits;

/** Drops what a running navigation is loading: the user went back within the page. */
export function supersede() {
	accepted = started += 1;
	activity.navigation = null;
}
