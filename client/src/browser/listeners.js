/**
 * What the user and the browser do that concerns the router: clicks (C-119), GET forms (C-76 … C-82), the back button
 * (C-125), hash changes, leaving (C-126), and coming back from the back/forward cache.
 */
import * as paths from './app-paths.js';
import { childless } from './dom.js';
import { arrived, current, enter, entryOf, write } from './history.js';
import { findIntent } from './intent.js';
import { leaving, noteLeaving } from './leaving.js';
import { createNavigation, isCancelled } from './lifecycle.js';
import { findLink, isPlainClick, readLink, readOptions } from './links.js';
import { insideApp, withoutHash } from './location.js';
import { mark, movedSince, navigate, supersede } from './navigate.js';
import { persistScroll, saveScroll, savedScroll, scrollToHash } from './scroll.js';
import { showShallow, withCallbacks } from './shallow.js';
import { persistSnapshots } from './snapshots.js';
import { activity, page } from './state.svelte.js';

/** A navigation's failure has been shown or reported; nobody awaits the promise of a click. */
const ignore = () => {};

export function listen() {
	// With `auto` the browser would scroll before the page is there.
	history.scrollRestoration = 'manual';

	document.documentElement.addEventListener('click', onclick);
	document.documentElement.addEventListener('submit', onsubmit);
	addEventListener('popstate', onpopstate);
	addEventListener('hashchange', onhashchange);
	addEventListener('beforeunload', onbeforeunload);
	addEventListener('pagehide', () => (leaving.document = true));
	addEventListener('pageshow', (event) => {
		leaving.document = false;
		history.scrollRestoration = 'manual';
		// back from the cache in the middle of a navigation that left
		if (event.persisted) activity.navigation = null;
	});
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'hidden') persist();
	});
}

function persist() {
	persistScroll();
	persistSnapshots();
}

/** @param {MouseEvent} event */
function onclick(event) {
	if (!isPlainClick(event)) return;
	const link = findLink(/** @type {Element} */ (event.composedPath()[0]), document.documentElement);
	if (!link) return;
	const { url, foreign, external } = readLink(link, paths.base);
	if (!url || foreign) return;
	const options = readOptions(link);

	const here = new URL(location.href);
	const isHash = url.href.includes('#') && withoutHash(url) === withoutHash(here);
	if ((external || options.reload) && !isHash) {
		const { navigation } = createNavigation('link', url, null, { event, willUnload: true });
		if (!activity.navigation && isCancelled(navigation)) event.preventDefault();
		else noteLeaving();
		return;
	}

	if (isHash) {
		if (url.hash === here.hash && url.href === here.href) {
			event.preventDefault();
			scrollToHash(url);
			return;
		}
		saveScroll();
		if (!options.replace) return; // the browser does it, and `hashchange` tells us
		event.preventDefault();
		write(current, url.href, true);
		page.url = url;
		scrollToHash(url);
		return;
	}

	event.preventDefault();
	const again = url.href === here.href;
	navigate({
		type: 'link',
		url,
		event,
		reset: options.reset,
		replace: options.replace ?? again,
		refresh: again
	}).catch(ignore);
}

/** @param {SubmitEvent} event */
function onsubmit(event) {
	if (event.defaultPrevented) return;
	const element = /** @type {HTMLFormElement} */ (event.target);
	const form = childless(element);
	/** @type {any} */
	const submitter = event.submitter;

	if ((submitter?.formTarget || form.target) === '_blank') return;
	if ((submitter?.formMethod || form.method) !== 'get') return;
	const url = new URL(submitter?.hasAttribute('formaction') ? submitter.formAction : form.action);
	if (!insideApp(url, location.origin, paths.base)) return;
	const options = readOptions(element);
	if (options.reload) return;

	event.preventDefault();
	event.stopPropagation();
	// the query of the action is lost, as it is natively (C-77)
	url.search = new URLSearchParams(/** @type {any} */ (new FormData(element, submitter))).toString();
	navigate({
		type: 'form',
		url,
		event,
		reset: options.reset,
		replace: options.replace ?? url.href === location.href
	}).catch(ignore);
}

/** @param {PopStateEvent} event */
function onpopstate(event) {
	const entry = entryOf(event.state);
	if (!entry) return; // a new hash entry: `hashchange` follows
	if (entry.index === current.index) return; // undone, or replaced by us
	const delta = entry.index - current.index;
	const scroll = savedScroll(entry.index);

	if (entry.page === current.page && arrived) return void popWithinPage(event, entry, delta, scroll);

	const reset = entry.resets !== current.resets;
	navigate({
		type: 'popstate',
		url: new URL(entry.url ?? location.href),
		event,
		// positions are restored in any case; the focus moves only if it had moved between the two
		reset: { scroll: true, focus: reset },
		popped: { entry, delta, scroll: scroll ?? { x: 0, y: 0 } }
	}).catch(ignore);
}

/**
 * The same page under another hash or shallow state: nothing to load.
 * @param {PopStateEvent} event
 * @param {import('./history.js').Entry} entry
 * @param {number} delta
 * @param {{ x: number, y: number } | null} scroll
 */
async function popWithinPage(event, entry, delta, scroll) {
	supersede();
	const then = mark();
	const url = new URL(location.href);
	const intent = entry.url ? await findIntent(url) : null;
	if (movedSince(then)) return; // reroute took its time, and the user went elsewhere
	const change = () => {
		saveScroll();
		enter(entry, true);
		const own = new URL(entry.url ?? url);
		if (own.href !== page.url.href) page.url = own;
		showShallow(url, entry.state, intent);
		if (scroll) scrollTo(scroll.x, scroll.y);
	};
	if (!entry.url) change();
	else if (!(await withCallbacks({ type: 'popstate', delta, event }, url, intent, change))) history.go(-delta);
}

function onhashchange() {
	if (entryOf(history.state)) return;
	// The browser made the entry: by a hash link, or because the user edited the address.
	write({ ...current, index: current.index + 1, state: undefined, url: undefined }, location.href, true);
	page.url = new URL(location.href);
	page.shallow = null;
}

/** @param {BeforeUnloadEvent} event */
function onbeforeunload(event) {
	persist();
	if (!activity.navigation && !leaving.document) {
		const { navigation } = createNavigation('leave', null, null, { willUnload: true });
		if (isCancelled(navigation)) {
			event.preventDefault();
			event.returnValue = '';
			return;
		}
	}
	noteLeaving();
	// the browser restores the position before we could, if this is a reload
	history.scrollRestoration = 'auto';
	setTimeout(() => (history.scrollRestoration = 'manual'), 5000); // still here: it was a download
}

