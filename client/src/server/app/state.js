/**
 * `$app/state` while rendering on the server: the page of the request that is being rendered (F-161). The server
 * passes `{ page }` as context `__formwork__`; module state would be shared between requests.
 */
import { getContext } from 'svelte';

/** @param {string} name */
export function rendering(name) {
	/** @type {{ page: any } | undefined} */
	let context;
	try {
		context = getContext('__formwork__');
	} catch {
		// not called while a component is being initialised
	}
	if (!context) {
		throw new Error(
			`\`${name}\` of $app/state can only be read while a component is being rendered on the server. ` +
				'In load functions and actions use the event, which has url, params and route'
		);
	}
	return context;
}

export const page = {
	get data() {
		return rendering('page.data').page.data;
	},
	get error() {
		return rendering('page.error').page.error;
	},
	get form() {
		return rendering('page.form').page.form;
	},
	get params() {
		return rendering('page.params').page.params;
	},
	get route() {
		return rendering('page.route').page.route;
	},
	get shallow() {
		return rendering('page.shallow').page.shallow ?? null;
	},
	get state() {
		return rendering('page.state').page.state ?? {};
	},
	get status() {
		return rendering('page.status').page.status;
	},
	get url() {
		return pageUrl(rendering('page.url').page);
	}
};

/** @type {WeakMap<object, URL>} */
const urls = new WeakMap();

/**
 * The page's URL as components see it. The event's own refuses `hash` (F-62), because loads and actions must not depend
 * on it; a component may read it, gets the empty string here, and the real one after hydration.
 * @param {{ url: URL }} page
 */
export function pageUrl(page) {
	let url = urls.get(page);
	if (!url) urls.set(page, (url = new URL(page.url.href)));
	return url;
}

/** Nothing is under way while rendering (C-192). */
export const navigating = {
	from: null,
	to: null,
	type: null,
	willUnload: null,
	delta: null,
	complete: null
};

export const updated = {
	current: false,
	/** @returns {Promise<boolean>} */
	check() {
		throw new Error('`updated.check` can only be called in the browser');
	}
};
