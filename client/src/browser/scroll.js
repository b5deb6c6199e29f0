/**
 * Scroll positions per history entry (C-129), kept over reloads in `sessionStorage`.
 */
import { arrived, current } from './history.js';
import { recall, store } from './storage.js';

const KEY = 'formwork:scroll';

/** @type {Record<number, { x: number, y: number }>} */
let positions = {};

export function recallScroll() {
	positions = recall(KEY) ?? {};
}

/** Between a page's update and its scrolling; also from the start until hydration is done. */
let updating = true;
let suppressed = false;

/** The app scrolls by itself this once; only heard while a page is being updated (C-129). */
export function disableScrollHandling() {
	if (updating) suppressed = true;
}

export function beginUpdate() {
	updating = true;
	suppressed = false;
}

/** Ends the update. @returns {boolean} whether scrolling is left to the router */
export function endUpdate() {
	updating = false;
	return !suppressed;
}

export const position = () => ({ x: scrollX, y: scrollY });

/** Notes the current entry's position, if it is what is seen. */
export function saveScroll() {
	if (arrived) positions[current.index] = position();
}

/** @param {number} index */
export const savedScroll = (index) => positions[index] ?? null;

/** Entries after this one are gone: something was pushed. @param {number} index */
export function forgetScrollFrom(index) {
	for (const key in positions) if (Number(key) >= index) delete positions[key];
}

export function persistScroll() {
	saveScroll();
	store(KEY, positions);
}

/**
 * The element a hash points to, by the rules of the browser as far as ids go.
 * @param {URL} url
 */
export function hashTarget(url) {
	if (!url.hash) return null;
	try {
		return document.getElementById(decodeURIComponent(url.hash.slice(1)));
	} catch {
		return document.getElementById(url.hash.slice(1));
	}
}

/**
 * @param {URL} url
 * @param {{ x: number, y: number } | null} saved
 */
export function scrollForNavigation(url, saved) {
	if (saved) scrollTo(saved.x, saved.y);
	else scrollToHash(url);
}

/** @param {URL} url */
export function scrollToHash(url) {
	const target = hashTarget(url);
	if (target) target.scrollIntoView();
	else scrollTo(0, 0);
}
