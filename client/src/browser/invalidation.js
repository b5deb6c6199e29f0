/**
 * `invalidate`, `invalidateAll`, `refreshAll` (C-108 … C-112). What is asked for stays asked until a load that took it
 * into account is shown, so that nothing is lost when a newer invalidation or a navigation makes a reload obsolete.
 */
import { findIntent } from './intent.js';
import { loadPage } from './load.js';
import { mark, movedSince, navigate } from './navigate.js';
import { commitPage, settled } from './page.js';
import { dropPreload } from './preload.js';
import { session } from './session.js';
import { page } from './state.svelte.js';
import { current, write } from './history.js';
import { showStaticError } from './static-error.js';

/** @typedef {(url: URL) => boolean} Predicate */
/** @typedef {import('./session.js').Asked & { withoutState: boolean, wishes: object[] }} AskedFor */

/** @type {{ forced: boolean, invalidated: Predicate[], withoutState: boolean }[]} */
let wishes = [];
/** @type {Promise<void> | null} */
let scheduled = null;
let reloads = 0;

/**
 * @param {boolean} forced
 * @param {(string | URL | Predicate)[]} resources
 * @param {boolean} [withoutState] `page.state` is dropped with it
 */
export function askToReload(forced, resources, withoutState = false) {
	const invalidated = resources.map((resource) => {
		if (typeof resource === 'function') return resource;
		const { href } = new URL(resource, location.href);
		return (/** @type {URL} */ url) => url.href === href;
	});
	wishes.push({ forced, invalidated, withoutState });
}

/** What the load that starts now has to take into account. @returns {AskedFor} */
export const askedFor = () => ({
	forced: wishes.some((wish) => wish.forced),
	invalidated: wishes.flatMap((wish) => wish.invalidated),
	withoutState: wishes.some((wish) => wish.withoutState),
	wishes
});

/** The load is shown. @param {AskedFor} asked */
export function fulfilled(asked) {
	wishes = wishes.filter((wish) => !asked.wishes.includes(wish));
	// asked for while a navigation was loading, whose page may have been loaded too early
	if (wishes.length && !scheduled) void schedule();
}

/**
 * @param {string | URL | Predicate} resource
 * @param {boolean} [keepState]
 */
export function invalidate(resource, keepState = false) {
	askToReload(false, [resource], !keepState);
	return schedule();
}

export function invalidateAll() {
	askToReload(true, [], true);
	return schedule();
}

/** @returns {Promise<void>} */
export function refreshAll() {
	askToReload(true, []);
	return schedule();
}

/** Calls of one microtask turn make one reload. */
function schedule() {
	dropPreload();
	scheduled ??= Promise.resolve().then(reload);
	return scheduled;
}

async function reload() {
	scheduled = null;
	const order = (reloads += 1);
	const then = mark();
	const obsolete = () => order !== reloads || movedSince(then);
	const asked = askedFor();

	if (!session.url) return;
	const intent = await findIntent(session.url);
	if (!intent || obsolete()) return;
	const result = await loadPage(intent, asked);
	if (obsolete()) return;

	fulfilled(asked);
	if (result.type === 'redirect') {
		return navigate({
			type: 'goto',
			url: new URL(result.location, session.url),
			replace: true,
			refresh: false
		});
	}
	if (result.type === 'document') {
		location.reload();
		return;
	}
	if (result.type === 'static') return showStaticError(result.error, session.app.errorTemplate);

	if (asked.withoutState) {
		if (current.state) write({ ...current, state: undefined }, location.href, true);
		page.state = {};
	}
	const hadError = page.error;
	result.url = session.url;
	const changed = commitPage(result);
	if (changed || hadError || result.error) {
		page.form = null;
		page.status = result.status;
	}
	await settled();
}

