/**
 * `$app/forms` in the browser: `enhance` (C-1 … C-49), `applyAction` (C-50 … C-58) and `deserialize` (C-67).
 *
 * A form's controls may be named like the form's own properties (`action`, `method`, `reset` …) and then hide them,
 * so everything is reached through prototypes or read from a childless clone (C-4).
 */
import { DEV } from 'esm-env';
import { tick } from 'svelte';
import { HttpError } from '../kit/internal.js';
import { shown } from './app-paths.js';
import { childless } from './dom.js';
import { FrameworkError, toErrorObject } from './errors.js';
import { resetFocus } from './focus.js';
import { refreshAll } from './invalidation.js';
import { leaving } from './leaving.js';
import { nearestErrorPage } from './load.js';
import { sameLocation } from './location.js';
import { leaveFor, navigate } from './navigate.js';
import { commitPage, settled } from './page.js';
import { reasonPhrase } from './reason-phrase.js';
import { nowhere, session } from './session.js';
import { page, root } from './state.svelte.js';
import { decodeText } from './transport.js';
import { noteVersion } from './version.js';

/** @typedef {import('./app').ActionResult} ActionResult */

/**
 * @typedef {{ reset?: boolean, refreshAll?: boolean, invalidateAll?: boolean, navigate?: boolean }} UpdateOptions
 * @typedef {{
 *   action: URL,
 *   formData: FormData,
 *   formElement: HTMLFormElement,
 *   controller: AbortController,
 *   submitter: HTMLElement | null,
 *   cancel: () => void
 * }} Submission
 * @typedef {{
 *   action: URL,
 *   formData: FormData,
 *   formElement: HTMLFormElement,
 *   result: any,
 *   update: (options?: UpdateOptions) => Promise<void>
 * }} Completion
 * @typedef {(completion: Completion) => any} OnComplete
 * @typedef {(submission: Submission) => void | OnComplete | Promise<void | OnComplete>} SubmitFunction
 */

const MULTIPART = 'multipart/form-data';
const RESULT_TYPES = new Set(['success', 'failure', 'redirect', 'error']);

/**
 * What the submitter's attribute says, or else the form (C-8, C-11, C-12).
 * @param {HTMLFormElement} form childless
 * @param {any} submitter
 */
export function submission(form, submitter) {
	const has = (/** @type {string} */ name) => submitter?.hasAttribute(name);
	return {
		method: has('formmethod') ? submitter.formMethod : form.method,
		action: has('formaction') ? submitter.formAction : form.action,
		enctype: has('formenctype') ? submitter.formEnctype : form.enctype
	};
}

/** @param {string} text */
export function deserialize(text) {
	const value = JSON.parse(text);
	if (value?.data) value.data = decodeText(value.data);
	return value;
}

/**
 * @param {HTMLFormElement} formElement
 * @param {SubmitFunction} [submit]
 */
export function enhance(formElement, submit = () => {}) {
	if (DEV && childless(formElement).method !== 'post') {
		throw new Error('`use:enhance` is for forms with method="POST"');
	}

	/** @param {SubmitEvent} event */
	async function onsubmit(event) {
		const submitter = event.submitter;
		const { method, action: href, enctype } = submission(childless(formElement), submitter);
		if (method !== 'post') return;
		event.preventDefault();

		const action = new URL(href);
		const formData = new FormData(formElement, submitter);
		if (enctype !== MULTIPART) refuseFiles(formData);

		const controller = new AbortController();
		let cancelled = false;
		const complete =
			(await submit({
				action,
				formData,
				formElement,
				submitter,
				controller,
				cancel: () => (cancelled = true)
			})) ?? (({ update }) => update());
		if (cancelled) return;

		const result = await send(action, formData, enctype, controller.signal);
		if (result === undefined) return;

		await complete({
			action,
			formData,
			formElement,
			result,
			update: (options) => applyDefault(formElement, result, options)
		});
	}

	EventTarget.prototype.addEventListener.call(formElement, 'submit', /** @type {any} */ (onsubmit));
	return {
		destroy() {
			EventTarget.prototype.removeEventListener.call(formElement, 'submit', /** @type {any} */ (onsubmit));
		}
	};
}

/**
 * A file in a form that is not multipart is sent as the text `[object File]` (C-14).
 * @param {FormData} formData
 */
function refuseFiles(formData) {
	for (const value of formData.values()) {
		if (value instanceof File) {
			const message = 'A form with a file input needs enctype="multipart/form-data" for its files to be sent';
			if (DEV) throw new Error(message);
			return console.warn(message);
		}
	}
}

/**
 * Sends the form and makes a result of whatever comes back (C-20 … C-35).
 * @param {URL} action
 * @param {FormData} formData
 * @param {string} enctype
 * @param {AbortSignal} signal
 * @returns {Promise<any>} undefined when the submission was aborted, which no response can be
 */
async function send(action, formData, enctype, signal) {
	try {
		const headers = new Headers({ accept: 'application/json', 'x-sveltekit-action': 'true' });
		if (enctype !== MULTIPART) {
			headers.set('content-type', enctype === 'text/plain' ? enctype : 'application/x-www-form-urlencoded');
		}
		const response = await window.fetch(action, {
			method: 'POST',
			headers,
			cache: 'no-store',
			body: enctype === MULTIPART ? formData : new URLSearchParams(/** @type {any} */ (formData)),
			signal
		});
		noteVersion(response);
		return await readResult(response);
	} catch (thrown) {
		// Whatever reason was given to `abort` (C-33). An unload aborts the request too; nobody is there to be told (C-140).
		const aborted = signal.aborted || /** @type {any} */ (thrown)?.name === 'AbortError';
		if (aborted || leaving.document) return undefined;
		return { type: 'error', error: await toErrorObject(thrown, nowhere()) };
	}
}

/** @param {Response} response */
async function readResult(response) {
	const text = await response.text();
	let value;
	try {
		if (text || response.ok) value = deserialize(text);
	} catch (failure) {
		if (response.ok && !response.redirected) throw failure;
	}

	if (RESULT_TYPES.has(value?.type)) {
		if (value.type === 'failure' || value.type === 'error') value.status = response.status;
		return value;
	}
	if (response.redirected) {
		// an endpoint or a proxy answered, a login wall for example (C-29)
		return { type: 'redirect', status: 303, location: response.url };
	}
	if (!response.ok) {
		const refused =
			typeof value?.message === 'string'
				? new HttpError(response.status, value)
				: new FrameworkError(response.status, response.statusText || reasonPhrase(response.status));
		return { type: 'error', error: await toErrorObject(refused, nowhere()) };
	}
	return value;
}

/**
 * `update()`: the default behaviour for a result (C-37 … C-48).
 * @param {HTMLFormElement} formElement
 * @param {any} result
 * @param {UpdateOptions} [options]
 */
async function applyDefault(formElement, result, options = {}) {
	const success = result.type === 'success';
	if (DEV && options.invalidateAll !== undefined) warnOnce();
	const refresh = options.refreshAll ?? options.invalidateAll ?? success;

	if (success && options.reset !== false) HTMLFormElement.prototype.reset.call(formElement);

	const destination =
		options.navigate !== false && result.type !== 'redirect' && result.location
			? new URL(shown(result.location), document.baseURI)
			: null;
	const here = new URL(location.href);
	if (destination && destination.origin === here.origin && !sameLocation(destination, here)) {
		return navigate({ type: 'form', url: destination, refresh, action: result });
	}

	if (refresh && result.type !== 'redirect') {
		await refreshAll();
		// The user went elsewhere while the refresh ran: this result is about the page that was left (C-139).
		const moved = !sameLocation(new URL(location.href), here);
		if (moved && (success || result.type === 'failure')) return;
	}
	await applyAction(result);
}

let warned = false;
function warnOnce() {
	if (warned) return;
	warned = true;
	console.warn('The `invalidateAll` option of `update` is now called `refreshAll`');
}

/**
 * @param {ActionResult} result
 */
export async function applyAction(result) {
	if (result.type === 'redirect') return followRedirect(result.location);
	if (result.type === 'error') return showError(result.error);

	page.form = result.data;
	page.status = result.status;
	// Null in between, so that components apply values like `value={form?.email ?? ''}` again even when the new data
	// equal the old ones: the form may have been reset since (C-51).
	root.form = null;
	await tick();
	root.form = result.data;
	if (result.type === 'success') {
		await tick();
		resetFocus(new URL(location.href));
	}
}

/** @param {string} href */
async function followRedirect(href) {
	const url = new URL(href, document.baseURI);
	// never `javascript:` and the like, whoever made the result (C-58)
	if (!/^https?:$/.test(url.protocol)) {
		const error = await toErrorObject(new Error(`Refusing to follow a redirect to ${url.protocol}`), nowhere());
		return showError(error);
	}
	if (url.origin !== location.origin) return leaveFor(url);
	return navigate({ type: 'goto', url, refresh: true });
}

/** @param {any} error */
async function showError(error) {
	const { route, url, params } = session;
	if (!route || !url) return; // the error page of an unknown URL is shown already (C-54)
	// The leaf of the shown branch is a page or an error page: either way what failed is below its layouts.
	const layouts = session.branch.slice(0, session.error ? -1 : route.positions.length - 1);
	const leaf = session.error ? layouts.length : route.positions.length - 1;
	const result = await nearestErrorPage(leaf, layouts, error, { url, params, route: { id: route.id } }, route);
	if (result.type !== 'loaded') return;
	commitPage(result);
	page.form = null;
	page.status = error.status ?? page.status; // a result made by hand need not have one (C-56)
	await settled();
	resetFocus(url);
}
