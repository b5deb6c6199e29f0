/**
 * Where the keyboard is after a navigation (C-130, C-131).
 */
import { hashTarget } from './scroll.js';

export function blurActive() {
	const active = document.activeElement;
	if (active instanceof HTMLElement && active !== document.body) active.blur();
}

/**
 * Puts the sequential focus starting point where a fresh document would have it.
 * @param {URL} url
 */
export function resetFocus(url) {
	// A page inside a frame must not steal the focus from the page around it.
	if (window.parent !== window && !document.hasFocus()) return;

	const wanted = document.querySelector('[autofocus]');
	if (wanted instanceof HTMLElement) {
		wanted.focus();
		return;
	}

	const start = hashTarget(url) ?? document.body;
	const tabindex = start.getAttribute('tabindex');
	start.tabIndex = -1;
	start.focus({ preventScroll: true });
	if (tabindex === null) start.removeAttribute('tabindex');
	else start.setAttribute('tabindex', tabindex);

	// Focusing does not clear a selection. One that the app makes during this task is meant to stay.
	const before = ranges();
	if (!before.length) return;
	setTimeout(() => {
		const after = ranges();
		if (after.length === before.length && after.every((range, i) => sameRange(range, before[i]))) {
			getSelection()?.removeAllRanges();
		}
	});
}

function ranges() {
	const selection = getSelection();
	const list = [];
	for (let i = 0; selection && i < selection.rangeCount; i += 1) {
		// boundaries are copied, since a live range would follow the change that is looked for
		const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(i);
		list.push({ startContainer, startOffset, endContainer, endOffset });
	}
	return list;
}

/** @typedef {ReturnType<typeof ranges>[number]} Bounds */
/** @param {Bounds} a @param {Bounds} b */
const sameRange = (a, b) =>
	a.startContainer === b.startContainer &&
	a.startOffset === b.startOffset &&
	a.endContainer === b.endContainer &&
	a.endOffset === b.endOffset;
