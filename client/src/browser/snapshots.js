/**
 * Half-filled forms and the like that survive going away and coming back (C-155, C-156). Captured values are kept per
 * page visit, encoded with the app's transport, in `sessionStorage`.
 */
import { onMount } from 'svelte';
import { arrived, current } from './history.js';
import { instances } from './page.js';
import { recall, store } from './storage.js';
import { decodeText } from './transport.js';

const KEY = 'formwork:snapshots';

/**
 * @typedef {{
 *   id?: string,
 *   capture: () => any,
 *   restore: (value: any) => void,
 *   reset?: () => void
 * }} Snapshot
 */

/** @type {Map<string, Snapshot & { fresh: boolean }>} */
const registered = new Map();

/**
 * Per page visit, the history entry it was left from and its values by name: encoded, or as they were captured while
 * the encoder was not there yet.
 * @type {Record<number, { index: number, values: Record<string, { text: string } | { value: any }> }>}
 */
let captured = {};

/**
 * Loaded when the first snapshot is met, because most apps have none.
 * @type {((value: any) => string) | null}
 */
let encode = null;

export function recallSnapshots() {
	captured = recall(KEY) ?? {};
}

/**
 * `snapshot` of `$app/navigation`. Without an id, registrations are told apart by their order.
 * @param {Snapshot} snapshot
 */
export function snapshot(snapshot) {
	onMount(() => {
		let name = snapshot.id;
		for (let n = 0; name === undefined || (snapshot.id === undefined && registered.has(name)); n += 1) {
			name = `#${n}`;
		}
		const entry = { ...snapshot, fresh: true };
		registered.set(name, entry);
		return () => {
			if (registered.get(name) === entry) registered.delete(name);
		};
	});
}

/** Also the older form: `export const snapshot` of a page or layout component. */
function* all() {
	yield* registered;
	for (const [i, instance] of instances().entries()) {
		if (instance?.snapshot) yield /** @type {const} */ ([`@${i}`, { ...instance.snapshot, fresh: true }]);
	}
}

export function captureSnapshots() {
	if (!arrived) return;
	/** @type {typeof captured[number]['values']} */
	const values = {};
	for (const [name, { capture }] of all()) {
		const value = capture();
		if (value !== undefined) values[name] = encode ? { text: encode(value) } : { value };
	}
	if (Object.keys(values).length) captured[current.page] = { index: current.index, values };
}

/**
 * A history entry is written: nobody comes back to those it takes the place of.
 * @param {number} index of the entry
 * @param {boolean} replaced only that one, and not those after it
 */
export function forgetSnapshots(index, replaced) {
	for (const page in captured) {
		const { index: left } = captured[page];
		if (Number(page) !== current.page && (replaced ? left === index : left >= index)) delete captured[page];
	}
}

/**
 * After a navigation: what was captured for this visit, or a reset of what outlived the previous one.
 * @param {boolean} revisited
 */
export function restoreSnapshots(revisited) {
	const values = (revisited && captured[current.page]?.values) || {};
	for (const [name, { restore, reset, fresh }] of all()) {
		const kept = values[name];
		if (kept) restore('text' in kept ? decodeText(kept.text) : kept.value);
		else if (!fresh) reset?.();
		if (!encode) void loadEncoder();
	}
	for (const entry of registered.values()) entry.fresh = false;
}

async function loadEncoder() {
	try {
		encode = (await import('./encode.js')).encodeText;
	} catch {
		// snapshots then live as long as the document
	}
}

export function persistSnapshots() {
	captureSnapshots();
	if (!encode) return;
	for (const { values } of Object.values(captured)) {
		for (const [name, kept] of Object.entries(values)) {
			if ('value' in kept) values[name] = { text: encode(kept.value) };
		}
	}
	store(KEY, captured);
}
