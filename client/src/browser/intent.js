/**
 * Where a URL leads inside the app: `reroute`, then the routes (C-113, F-123). Results of `reroute` are kept per URL,
 * because it is meant to be pure and hovering asks often.
 */
import * as paths from './app-paths.js';
import { insideApp } from './location.js';
import { matchRoute } from './match.js';
import { session } from './session.js';

/** Answers that are kept; the oldest goes first. */
const MAX_REROUTED = 200;

/** @type {Map<string, Promise<URL | null>>} */
const rerouted = new Map();

/**
 * @param {URL} url
 * @returns {Promise<URL | null>} null if the hook failed
 */
async function askReroute(url) {
	try {
		const copy = new URL(url);
		const answer = await session.hooks.reroute?.({
			url: copy,
			fetch: (input, init) => window.fetch(input instanceof Request ? input : new URL(input, url).href, init)
		});
		if (typeof answer === 'string') {
			const target = new URL(url);
			target.pathname = answer;
			return target;
		}
		return answer ?? url;
	} catch (error) {
		console.error('The `reroute` hook failed:', error);
		return null;
	}
}

/**
 * The page route of a URL, or null when the browser has to load it as a document.
 * @param {URL} url
 * @returns {Promise<import('./app').Intent | null>}
 */
export async function findIntent(url) {
	if (!insideApp(url, location.origin, paths.base)) return null;
	/** @type {URL | null} */
	let target = url;
	if (session.hooks.reroute) {
		const key = url.href;
		let answer = rerouted.get(key);
		if (!answer) {
			rerouted.set(key, (answer = askReroute(url)));
			if (rerouted.size > MAX_REROUTED) rerouted.delete([...rerouted.keys()][0]);
		}
		target = await answer;
		if (!target || !insideApp(target, location.origin, paths.base)) return null;
	}
	const found = matchRoute(session.routes, target.pathname.slice(paths.base.length) || '/', session.matchers);
	if (!found || found.route.leaf === undefined) return null;
	return { url, route: found.route, params: found.params };
}
