/**
 * Links, forms and their `data-sveltekit-*` options (C-76, C-84 … C-86, C-119): what an element says about the
 * navigation that it starts. Elements are only read.
 */
import { DEV } from 'esm-env';
import { attributeOf, nameOf, parentOf } from './dom.js';
import { insideApp } from './location.js';

const FLAG = ['', 'true', 'false'];

/** @type {Record<string, readonly string[]>} */
const VALUES = {
	'preload-code': ['', 'eager', 'viewport', 'hover', 'tap', 'false', 'off'],
	'preload-data': ['', 'hover', 'tap', 'false', 'off'],
	reload: [...FLAG, 'off'],
	replacestate: [...FLAG, 'off'],
	reset: FLAG,
	// SvelteKit 2 (C-86)
	noscroll: [...FLAG, 'off'],
	keepfocus: [...FLAG, 'off']
};

/** @typedef {'off' | 'tap' | 'hover' | 'viewport' | 'eager'} Eagerness */

/**
 * @typedef {{
 *   reload: boolean,
 *   replace: boolean | null,
 *   reset: import('./app').Reset,
 *   preloadData: Eagerness,
 *   preloadCode: Eagerness
 * }} Options
 */

/**
 * Options of a link or form: for each one, the nearest element that has the attribute decides (C-84).
 * @param {Element} element
 * @returns {Options}
 */
export function readOptions(element) {
	/** @type {Record<string, string>} */
	const found = {};
	/** @type {Element | null} */
	let at = element;
	while (at && at !== document.documentElement) {
		for (const name in VALUES) {
			const value = name in found ? null : attributeOf(at, `data-sveltekit-${name}`);
			if (value == null) continue;
			if (VALUES[name].includes(value)) found[name] = value;
			else if (DEV) warn(at, name, value);
		}
		at = parentOf(at);
	}

	const reset = flag(found.reset);
	return {
		reload: flag(found.reload) ?? false,
		replace: flag(found.replacestate),
		// an explicit `reset` wins over SvelteKit 2's spellings (C-86)
		reset: {
			scroll: reset ?? !flag(found.noscroll),
			focus: reset ?? !flag(found.keepfocus)
		},
		preloadData: eagerness(found['preload-data']),
		preloadCode: eagerness(found['preload-code'])
	};
}

/** @param {string | undefined} value */
const flag = (value) => (value === undefined ? null : value === '' || value === 'true');

/** @param {string | undefined} value @returns {Eagerness} */
const eagerness = (value) =>
	value === undefined || value === 'false' || value === 'off'
		? 'off'
		: /** @type {Eagerness} */ (value || 'hover');

/** @type {WeakMap<Element, Set<string>>} */
const warned = new WeakMap();

/** @param {Element} element @param {string} name @param {string} value */
function warn(element, name, value) {
	const names = warned.get(element) ?? new Set();
	if (names.has(name)) return;
	warned.set(element, names.add(name));
	const allowed = VALUES[name].map((v) => JSON.stringify(v)).join(', ');
	console.error(`data-sveltekit-${name}=${JSON.stringify(value)} is ignored: it can be ${allowed}`, element);
}

/**
 * The link an event happened in, up to the app's element.
 * @param {Element | null} element
 * @param {Element} root
 * @returns {HTMLAnchorElement | SVGAElement | null}
 */
export function findLink(element, root) {
	while (element && element !== root) {
		if (nameOf(element).toUpperCase() === 'A' && element.hasAttribute('href')) {
			return /** @type {HTMLAnchorElement} */ (element);
		}
		element = parentOf(element);
	}
	return null;
}

/**
 * Whether a target is the window that we are in.
 * @param {string | null} target
 */
const isOwnWindow = (target) =>
	!target || target === '_self' || (['_top', '_parent'].includes(target) && window.parent === window);

/**
 * Where a link leads, and whether that is the browser's business alone: an unusable URL, another scheme, another
 * browsing context, a download (`foreign`); a target of any kind, `rel=external` or a place outside of the app, which
 * are documents in this window (`external`; C-119, C-113).
 * @param {HTMLAnchorElement | SVGAElement} link
 * @param {string} base
 */
export function readLink(link, base) {
	/** @type {URL | null} */
	let url = null;
	try {
		const href = typeof link.href === 'string' ? link.href : link.href.baseVal;
		url = new URL(href, document.baseURI);
	} catch {
		// the browser knows what to do with it
	}
	const target = link.getAttribute('target');
	const foreign =
		!url ||
		!isOwnWindow(target) ||
		!/^https?:$/.test(url.protocol) ||
		link.hasAttribute('download');
	const external =
		foreign ||
		!!target ||
		(link.getAttribute('rel') ?? '').split(/\s+/).includes('external') ||
		!insideApp(/** @type {URL} */ (url), location.origin, base);
	return { url, foreign, external, download: link.hasAttribute('download') };
}

/** Whether a click is a plain one: primary button, no modifier (C-119). @param {MouseEvent} event */
export function isPlainClick(event) {
	return (
		!event.defaultPrevented &&
		event.button === 0 &&
		!event.metaKey &&
		!event.ctrlKey &&
		!event.shiftKey &&
		!event.altKey
	);
}
