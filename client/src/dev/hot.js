/**
 * In development only: puts edited modules in place of the loaded ones (F-210 … F-213). Every module of the app calls
 * `hot` at its end (the bundler appends the call), so what is known here is what the page has loaded. A module that
 * nobody has loaded needs nothing: it will be fetched as it is by then. One that is loaded is fetched again if it said
 * that it accepts that, as components do; importers keep the instance they have, whose component Svelte then replaces
 * wherever it is shown. If a loaded module does not accept, the page has to be loaded again, which `dev.js` does.
 */
import { flushSync } from 'svelte';
import * as paths from '../browser/app-paths.js';
import { refreshAll } from '../browser/invalidation.js';
import { session } from '../browser/session.js';
import { page } from '../browser/state.svelte.js';

/**
 * @typedef {{ id: string, url: string, hash: string }} Changed
 * @typedef {{ modules: Changed[], sheets: string[], gone: string[], styles: string[][] | null, data: boolean }} News
 * @typedef {{
 *   hash: string,
 *   accepts: ((exports: any) => void)[] | null,
 *   leaving: ((data: any) => void)[],
 *   data: Record<string, any>,
 *   exports: (() => any) | null
 * }} Loaded
 */

/** The modules of this page by their path in the app. @type {Map<string, Loaded>} */
const modules = new Map();

/** What the server has said last of a module. @type {Map<string, Changed>} */
const announced = new Map();

/** For each node its style sheets. @type {string[][]} */
let styles = [];

/** One update after the other. @type {Promise<any>} */
let working = Promise.resolve();
let fetches = 0;

const nothing = () => {};

/**
 * `import.meta.hot` of a module.
 * @param {string} id its path in the app
 * @param {string} hash stands for its text
 */
export function hot(id, hash) {
	const before = modules.get(id);
	/** @type {Loaded} */
	const loaded = { hash, accepts: null, leaving: [], data: before?.data ?? {}, exports: null };
	modules.set(id, loaded);
	return {
		data: loaded.data,
		/** Of other modules (the first argument then) nobody is told here: they accept themselves or the page reloads. */
		accept(/** @type {any} */ callback) {
			if (callback !== undefined && typeof callback !== 'function') return;
			loaded.accepts ??= [];
			if (callback) loaded.accepts.push(callback);
		},
		dispose(/** @type {(data: any) => void} */ callback) {
			loaded.leaving.push(callback);
		},
		invalidate: () => location.reload(),
		acceptExports: nothing,
		decline: nothing,
		prune: nothing,
		on: nothing,
		off: nothing,
		send: nothing,
		/** The module has run. @param {() => any} exports */
		ready(exports) {
			loaded.exports = exports;
			const latest = announced.get(id);
			// It was on its way while the server announced another text.
			if (!before && latest && latest.hash !== hash) void take({ ...NOTHING, modules: [latest] });
		}
	};
}

/** @type {News} */
const NOTHING = { modules: [], sheets: [], gone: [], styles: null, data: false };

/** @param {Changed} changed */
function isStale({ id, hash }) {
	const loaded = modules.get(id);
	return loaded !== undefined && loaded.hash !== hash;
}

/** @param {Changed} changed */
function isAccepted({ id }) {
	const { accepts, exports } = /** @type {Loaded} */ (modules.get(id));
	if (!accepts || !exports) return false;
	// Importers would go on with what an earlier `<script module>` has exported.
	return !id.endsWith('.svelte') || Object.keys(exports()).every((name) => name === 'default');
}

/**
 * Takes an update.
 * @param {News} news
 * @returns {Promise<boolean>} false if the page has to be loaded again
 */
function take(news) {
	const result = working.then(() => apply(news));
	working = result.catch(nothing);
	return result;
}

/** @param {News} news */
async function apply(news) {
	for (const changed of news.modules) announced.set(changed.id, changed);
	if (!session.app?.nodes) return false;
	const stale = news.modules.filter(isStale);
	if (!stale.every(isAccepted)) return false;

	if (news.styles) styles = news.styles;
	const shown = session.branch.flatMap((node) => (node && styles[node.index]) || []);
	await Promise.all([...news.sheets.map(refreshSheet), ...shown.map(ensureSheet), replace(stale)]);
	for (const url of news.gone) for (const link of links(url)) link.remove();

	if (news.data || page.error) await reload();
	return true;
}

/** @param {Changed[]} stale */
async function replace(stale) {
	const before = stale.map(({ id }) => /** @type {Loaded} */ (modules.get(id)));
	for (const { leaving, data } of before) for (const leave of leaving) leave(data);
	await Promise.all(stale.map(({ url }) => import(`${url}?t=${++fetches}`)));
	stale.forEach(({ id }, i) => {
		const exports = modules.get(id)?.exports?.();
		for (const accept of before[i].accepts ?? []) accept(exports);
	});
	// What the new components throw has to be thrown here.
	flushSync();
}

/** Loads again, and keeps what an action answered: no form was sent. */
async function reload() {
	const { form, error, status } = page;
	await refreshAll();
	if (form !== null && !error && !page.error) {
		page.form = form;
		page.status = status;
	}
}

// --- style sheets ---------------------------------------------------------------------------------------

/** @param {string} url @returns {HTMLLinkElement[]} */
function links(url) {
	const { pathname } = new URL(url, location.href);
	const all = /** @type {HTMLLinkElement[]} */ ([...document.querySelectorAll('link[rel="stylesheet"]')]);
	return all.filter((link) => new URL(link.href).pathname === pathname);
}

/**
 * @param {string} href
 * @param {(link: HTMLLinkElement) => void} insert
 * @returns {Promise<void>}
 */
function load(href, insert) {
	return new Promise((resolve) => {
		const link = document.createElement('link');
		link.rel = 'stylesheet';
		link.href = href;
		link.onload = link.onerror = () => resolve();
		insert(link);
	});
}

/** In the same place, because order decides; the old one stays until the new one is there. @param {string} url */
async function refreshSheet(url) {
	const old = links(url);
	await Promise.all(old.map((link) => load(`${url}?t=${++fetches}`, (it) => link.after(it))));
	for (const link of old) link.remove();
}

/** @param {string} file below the base path */
async function ensureSheet(file) {
	const url = `${paths.base}/${file}`;
	if (!links(url).length) await load(url, (link) => document.head.append(link));
}

/**
 * Loaders of nodes that bring their style sheets (F-176), by lists that an update may replace.
 * @param {import('../browser/app').NodeLoader[]} loaders
 * @param {string[][]} lists
 * @returns {import('../browser/app').NodeLoader[]}
 */
export function styled(loaders, lists) {
	styles = lists;
	return loaders.map(
		(loadNode, i) => async () => (await Promise.all([loadNode(), ...(styles[i] ?? []).map(ensureSheet)]))[0]
	);
}

/** @type {any} */ (globalThis).__formwork_take = take;
