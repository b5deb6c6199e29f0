/**
 * The session history as the router sees it (C-124): one record per entry under one key of `history.state`. Other
 * keys belong to others and are kept.
 *
 * `index` counts entries, so that going back has a distance. `page` tells which entries show the same page: shallow
 * and hash entries share it, so moving between those loads nothing. `resets` tells whether a reset navigation lies
 * between two entries.
 */

import { pageKey } from './location.js';

const KEY = 'formwork';

/**
 * @typedef {{
 *   index: number,
 *   page: number,
 *   resets: number,
 *   url?: string,
 *   state?: string,
 *   persist?: boolean
 * }} Entry `url` is the page's own URL when the address bar shows a shallow one; `state` is devalue text
 */

/**
 * The entry that we are in. A popped entry becomes current only when its page is accepted.
 * @type {Entry}
 */
export let current = { index: 0, page: 0, resets: 0 };

let lastPage = 0;

/** Unique in this tab, also after a reload in the middle of the history. */
export const newPage = () => (lastPage = Math.max(Date.now(), lastPage + 1));

/** @param {any} state @returns {Entry | null} */
export const entryOf = (state) => state?.[KEY] ?? null;

/** Whether the page of the current entry is the one that is shown: after going back it has to be loaded first. */
export let arrived = true;

/** @param {Entry} entry @param {boolean} shown */
export function enter(entry, shown) {
	current = entry;
	arrived = shown;
}

/** The page of the current entry is shown now. */
export function arrive() {
	arrived = true;
}

/**
 * Makes an entry of ours out of the one the document started in.
 * @returns {boolean} whether it had been ours already (a reload, or coming back)
 */
export function adopt() {
	const known = entryOf(history.state);
	if (known) {
		current = known;
		// The document was loaded for the address of a shallow entry, and shows another page than the entry's neighbours
		// until somebody comes back to it (C-157).
		if (known.url && pageKey(new URL(known.url)) !== pageKey(new URL(location.href))) {
			write({ ...known, page: newPage() }, location.href, true);
		}
	} else {
		// far from the indexes of other documents in this tab, whose scroll positions are stored too
		const page = newPage();
		write({ index: page, page, resets: 0 }, location.href, true);
	}
	return !!known;
}

/**
 * @param {Entry} entry
 * @param {string} url
 * @param {boolean} replace
 */
export function write(entry, url, replace) {
	const state = { ...(replace ? history.state : null), [KEY]: entry };
	if (replace) history.replaceState(state, '', url);
	else history.pushState(state, '', url);
	current = entry;
}
