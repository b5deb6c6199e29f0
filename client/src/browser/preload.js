/**
 * Loading ahead (C-133, C-134): one page is kept and used by the next navigation to the same path and query. Links
 * ask for it by attribute, when the pointer rests on them, is pressed, or when they come into view.
 */
import { DEV } from 'esm-env';
import * as paths from './app-paths.js';
import { findIntent } from './intent.js';
import { askedFor } from './invalidation.js';
import { findLink, readLink, readOptions } from './links.js';
import { loadPage } from './load.js';
import { pageKey } from './location.js';
import { matchRoute } from './match.js';
import { session } from './session.js';
import { activity } from './state.svelte.js';

const HOVER_DELAY = 20;

/** @type {{ key: string, promise: Promise<import('./app').LoadResult> } | null} */
let kept = null;

export function dropPreload() {
	kept = null;
}

/**
 * The preloaded page for a navigation; whatever is kept is out of date after it.
 * @param {URL} url
 */
export function takePreload(url) {
	const promise = kept?.key === pageKey(url) ? kept.promise : null;
	kept = null;
	return promise;
}

/**
 * @param {import('./app').Intent} intent
 */
function preload(intent) {
	const key = pageKey(intent.url);
	if (kept?.key === key) return kept.promise;
	const promise = loadPage(intent, askedFor());
	const entry = (kept = { key, promise });
	// An error may be gone by the time the link is clicked.
	const drop = () => {
		if (kept === entry) kept = null;
	};
	promise.then((result) => (result.type === 'loaded' && result.error ? drop() : undefined), drop);
	return promise;
}

/**
 * @param {string | URL} href
 */
export async function preloadData(href) {
	const url = new URL(href, document.baseURI);
	const intent = await findIntent(url);
	if (!intent) throw new Error(`${url} is not a page of this app`);
	const result = await preload(intent);
	if (result.type === 'redirect') return result;
	if (result.type !== 'loaded') throw new Error(`${url} has to be loaded as a document`);
	if (result.error) {
		return { type: /** @type {const} */ ('error'), status: result.status, error: result.error };
	}
	return {
		type: /** @type {const} */ ('loaded'),
		status: result.status,
		data: Object.assign({}, ...result.branch.map((node) => node?.data))
	};
}

/**
 * @param {string} target a route id, or a pathname as in SvelteKit 2
 */
export async function preloadCode(target) {
	const routes = session.routes.filter((route) => route.id === target && route.leaf !== undefined);
	if (!routes.length) {
		const path = target.startsWith(paths.base) ? target.slice(paths.base.length) || '/' : target;
		// every route that a pattern like `/blog/*` of SvelteKit 2 would have meant is reached by its own path
		const found = matchRoute(session.routes, path, session.matchers);
		if (found?.route.leaf !== undefined) routes.push(found.route);
	}
	if (!routes.length) throw new Error(`'${target}' is neither a route id nor the path of a page`);
	await Promise.all(routes.map(loadCode));
}

/** @param {import('./app').CompiledRoute} route */
const loadCode = (route) =>
	Promise.all(route.positions.map((index) => (index === null ? null : session.app.nodes[index]())));

/** @param {string} what @param {Promise<any>} work */
const quietly = (what, work) =>
	work.catch((error) => {
		if (DEV) console.warn(`Preloading ${what} failed:`, error);
	});

/** @type {IntersectionObserver | null} */
let observer = null;

/** @type {Record<string, number>} how early each value asks, earliest first */
const EARLINESS = { eager: 0, viewport: 1, hover: 2, tap: 3, off: 4 };

/**
 * @param {Element} element
 * @param {'eager' | 'viewport' | 'hover' | 'tap'} moment
 */
async function ahead(element, moment) {
	const link = findLink(element, document.documentElement);
	if (!link) return;
	const { url, external } = readLink(link, paths.base);
	if (!url || external) return;
	const options = readOptions(link);
	if (options.reload || pageKey(url) === pageKey(/** @type {any} */ (location))) return;

	// The pointer came to rest in the moment of the click: it is being loaded.
	const next = activity.navigation?.to?.url;
	if (next && pageKey(next) === pageKey(url)) return;

	const data = EARLINESS[options.preloadData] <= EARLINESS[moment] && options.preloadData !== 'off';
	const code = EARLINESS[options.preloadCode] <= EARLINESS[moment] && options.preloadCode !== 'off';
	if (!data && !code) return;
	const intent = await findIntent(url);
	if (!intent) return;
	if (data) await quietly(`the data of ${url}`, preload(intent));
	else await quietly(`the code of ${url}`, loadCode(intent.route));
}

export function watchLinks() {
	if (/** @type {any} */ (navigator).connection?.saveData) return; // C-134

	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let resting;
	const root = document.documentElement;
	// read while the event is dispatched; afterwards the path is gone
	const target = (/** @type {Event} */ event) => /** @type {Element} */ (event.composedPath()[0]);

	root.addEventListener('mousemove', (event) => {
		const element = target(event);
		clearTimeout(resting);
		resting = setTimeout(() => void ahead(element, 'hover'), HOVER_DELAY);
	});
	const pressed = (/** @type {Event} */ event) => {
		if (!event.defaultPrevented) void ahead(target(event), 'tap');
	};
	root.addEventListener('mousedown', pressed);
	root.addEventListener('touchstart', pressed, { passive: true });

	observer = new IntersectionObserver((entries) => {
		for (const entry of entries) {
			if (!entry.isIntersecting) continue;
			observer?.unobserve(entry.target);
			void ahead(entry.target, 'viewport');
		}
	});
}

/** After each update: links that are to be preloaded by being there. */
export function afterUpdate() {
	if (!observer) return;
	observer.disconnect();
	for (const link of document.documentElement.querySelectorAll('a[href]')) {
		const { preloadCode: code } = readOptions(link);
		if (code === 'viewport') observer.observe(link);
		else if (code === 'eager') void ahead(link, 'eager');
	}
}
