// Runs in every page of `formwork dev`: reloads the page when the app was rebuilt, and lays the report of an
// error over it when it could not be. What was typed into forms and the scroll position survive the reload.
(() => {
	'use strict';

	const KEY = 'formwork:dev';
	/** Fields whose text must not be written anywhere, or cannot be set. */
	const SKIPPED = new Set(['password', 'file', 'hidden', 'submit', 'button', 'image', 'reset']);

	// --- before and after a reload -----------------------------------------------------------------------

	/** @returns {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} */
	function fields() {
		const all = /** @type {any[]} */ ([...document.querySelectorAll('input, textarea, select')]);
		return all.filter((field) => !SKIPPED.has(field.type));
	}

	/** A name for a field that is the same in the page to come. */
	function label(field, index) {
		return `${field.tagName} ${field.type} ${field.name || field.id || index}`;
	}

	function is_touched(field) {
		if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
		if (field.tagName === 'SELECT') return [...field.options].some((o) => o.selected !== o.defaultSelected);
		return field.value !== field.defaultValue;
	}

	function read(field) {
		if (field.type === 'checkbox' || field.type === 'radio') return field.checked;
		if (field.tagName === 'SELECT') return [...field.options].map((option) => option.selected);
		return field.value;
	}

	function write(field, value) {
		if (field.type === 'checkbox' || field.type === 'radio') field.checked = value;
		else if (field.tagName === 'SELECT') [...field.options].forEach((o, i) => (o.selected = !!value[i]));
		else field.value = value;
		for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
	}

	let leaving = false;

	function reload() {
		if (leaving) return;
		leaving = true;
		const counts = new Map();
		const typed = [];
		for (const [index, field] of fields().entries()) {
			const name = label(field, index);
			const nth = counts.get(name) ?? 0;
			counts.set(name, nth + 1);
			if (is_touched(field)) typed.push([name, nth, read(field)]);
		}
		const { hash, pathname, search } = location;
		try {
			const state = { at: pathname + search, hash, scroll: [scrollX, scrollY], typed };
			sessionStorage.setItem(KEY, JSON.stringify({ ...state, history: history.state }));
		} catch {
			// Storage is full or forbidden: the page still reloads.
		}
		// Not `location.reload()`: that would ask whether to send a form again if the page is the answer to one.
		// The hash is left out, because a new address that differs in nothing else loads nothing.
		location.replace(pathname + search);
	}

	function restore() {
		let saved;
		try {
			saved = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
			sessionStorage.removeItem(KEY);
		} catch {
			return;
		}
		if (!saved || saved.at !== location.pathname + location.search) return;
		history.replaceState(saved.history, '', saved.at + saved.hash);
		addEventListener('DOMContentLoaded', () => {
			const counts = new Map();
			for (const [index, field] of fields().entries()) {
				const name = label(field, index);
				const nth = counts.get(name) ?? 0;
				counts.set(name, nth + 1);
				const match = saved.typed.find((entry) => entry[0] === name && entry[1] === nth);
				if (match) write(field, match[2]);
			}
			scrollTo(saved.scroll[0], saved.scroll[1]);
		});
	}

	// --- the report --------------------------------------------------------------------------------------

	/** @type {HTMLElement | null} */
	let overlay = null;

	/** @param {string} html the panel with its style, made by `formwork dev` */
	function show(html) {
		hide();
		if (!document.body) return addEventListener('DOMContentLoaded', () => show(html), { once: true });
		overlay = document.createElement('formwork-overlay');
		const root = overlay.attachShadow({ mode: 'open' });
		root.innerHTML = html;
		document.body.append(overlay);
		/** @type {HTMLElement | null} */ (root.querySelector('.fw-panel'))?.focus();
		root.querySelector('.fw')?.addEventListener('click', (event) => {
			if (event.target === event.currentTarget) hide();
		});
	}

	function hide() {
		overlay?.remove();
		overlay = null;
	}

	addEventListener(
		'keydown',
		(event) => {
			if (event.key !== 'Escape' || !overlay) return;
			event.stopPropagation();
			hide();
		},
		true
	);

	// --- what the server says ----------------------------------------------------------------------------

	function listen() {
		const events = new EventSource('/_formwork/events');
		let lost = false;
		// After a pause the server may be another one with another build.
		events.addEventListener('open', () => lost && reload());
		events.addEventListener('error', () => {
			lost = true;
			// Some browsers give up when a connection is refused; try until the server is back.
			if (events.readyState === EventSource.CLOSED) setTimeout(listen_again, 1000);
		});
		events.addEventListener('message', (event) => {
			const news = JSON.parse(event.data);
			if (news.type === 'reload') return reload();
			if (news.type !== 'error') return;
			console.error(`[formwork] ${news.text}`);
			// The page that is nothing but a report is replaced by the new one.
			if (document.querySelector('.fw-page')) reload();
			else show(news.html);
		});
		addEventListener('pagehide', () => events.close());
		// A page from the back-forward cache has missed what was said meanwhile.
		addEventListener('pageshow', (event) => event.persisted && reload());
	}

	async function listen_again() {
		try {
			await fetch('/_formwork/dev.js', { method: 'HEAD' });
			reload();
		} catch {
			setTimeout(listen_again, 1000);
		}
	}

	restore();
	listen();
})();
