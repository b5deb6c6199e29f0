// Runs in every page of `formwork dev`: hands what was rebuilt to the page (`client/src/dev/hot.js`) or reloads it
// where that is not enough, and lays the report of an error over it when the app could not be built. What was typed
// into forms and the scroll position survive both.
(() => {
	'use strict';

	const KEY = 'formwork:dev';
	/** Fields that nobody fills in. */
	const SKIPPED = new Set(['hidden', 'submit', 'button', 'image', 'reset']);
	/** Fields whose text must not be written anywhere, or cannot be. */
	const UNWRITTEN = new Set(['password', 'file']);

	// --- what was filled in --------------------------------------------------------------------------------

	/** The fields of the page with names that are the same in the page to come. @returns {[string, any][]} */
	function fields() {
		const all = /** @type {any[]} */ ([...document.querySelectorAll('input, textarea, select')]);
		const counts = new Map();
		return all
			.filter((field) => !SKIPPED.has(field.type))
			.map((field, index) => {
				const name = `${field.tagName} ${field.type} ${field.name || field.id || index}`;
				const nth = counts.get(name) ?? 0;
				counts.set(name, nth + 1);
				return [`${name} ${nth}`, field];
			});
	}

	function is_touched(field) {
		if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
		if (field.type === 'file') return field.files.length > 0;
		if (field.tagName === 'SELECT') return [...field.options].some((o) => o.selected !== o.defaultSelected);
		return field.value !== field.defaultValue;
	}

	function read(field) {
		if (field.type === 'checkbox' || field.type === 'radio') return field.checked;
		if (field.type === 'file') return field.files;
		if (field.tagName === 'SELECT') return [...field.options].map((option) => option.selected);
		return field.value;
	}

	function write(field, value) {
		if (field.type === 'checkbox' || field.type === 'radio') field.checked = value;
		else if (field.type === 'file') field.files = value;
		else if (field.tagName === 'SELECT') [...field.options].forEach((o, i) => (o.selected = !!value[i]));
		else field.value = value;
		for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
	}

	const touched = () => fields().filter(([, field]) => is_touched(field));

	/** What a function can put back after components were replaced. */
	function remember() {
		const before = touched().map(([name, field]) => ({ name, field, value: read(field) }));
		const focused = /** @type {any} */ (overlay ? left : document.activeElement);
		const focus = fields().find(([, field]) => field === focused)?.[0];
		let selection = null;
		try {
			selection = [focused?.selectionStart, focused?.selectionEnd, focused?.selectionDirection];
		} catch {
			// Fields without text have none.
		}
		const scroll = /** @type {const} */ ([scrollX, scrollY]);
		return () => {
			const after = new Map(fields());
			for (const { name, field, value } of before) {
				const next = after.get(name);
				if (next && !field.isConnected) write(next, value);
			}
			const next = focus && after.get(focus);
			if (next && !focused.isConnected) {
				next.focus({ preventScroll: true });
				if (selection?.[0] != null) next.setSelectionRange(...selection);
			}
			scrollTo({ left: scroll[0], top: scroll[1], behavior: 'instant' });
		};
	}

	// --- before and after a reload -----------------------------------------------------------------------

	let leaving = false;

	function reload() {
		if (leaving) return;
		leaving = true;
		const kept = touched().filter(([, field]) => !UNWRITTEN.has(field.type));
		const typed = kept.map(([name, field]) => [name, read(field)]);
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
			const now = new Map(fields());
			for (const [name, value] of saved.typed) {
				const field = now.get(name);
				if (field) write(field, value);
			}
			scrollTo(saved.scroll[0], saved.scroll[1]);
		});
	}

	// --- the report --------------------------------------------------------------------------------------

	/** @type {HTMLElement | null} */
	let overlay = null;

	/** Where the author was when the report came. @type {any} */
	let left = null;

	/** @param {string} html the panel with its style, made by `formwork dev` */
	function show(html) {
		if (!document.body) return addEventListener('DOMContentLoaded', () => show(html), { once: true });
		if (overlay) overlay.remove();
		else left = document.activeElement;
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
		if (!overlay) return;
		// Who has gone on to another field meanwhile stays there.
		const back = document.activeElement === overlay || document.activeElement === document.body;
		overlay.remove();
		overlay = null;
		if (back && left?.isConnected) left.focus({ preventScroll: true });
		left = null;
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

	/** The build that this document is from. */
	const build = /** @type {HTMLScriptElement | null} */ (
		document.querySelector('script[src^="/_formwork/dev.js?"]')
	)?.src.split('?')[1];
	const is_report = () => document.querySelector('.fw-page') !== null;

	/** Puts what was rebuilt into the page, if that can be done. */
	async function update(news) {
		const take = /** @type {any} */ (globalThis).__formwork_take;
		if (is_report() || !take) return reload();
		const keep = remember();
		try {
			if (!(await take(news))) return reload();
		} catch (error) {
			console.error(error);
			return reload();
		}
		keep();
		hide();
	}

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
			if (news.type === 'update') return update(news);
			// The app was rebuilt between the document and this line; a report lies when the app is well.
			if (news.type === 'hello') return (is_report() || build !== String(news.build)) && reload();
			if (news.type !== 'error') return;
			console.error(`[formwork] ${news.text}`);
			// The page that is nothing but a report is replaced by the new one.
			if (is_report()) reload();
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
	// What happened while this document was made.
	const brought = () => document.querySelector('template#formwork-report')?.innerHTML;
	if (document.readyState !== 'loading') brought() && show(brought());
	else addEventListener('DOMContentLoaded', () => brought() && show(brought()), { once: true });
	listen();
})();
