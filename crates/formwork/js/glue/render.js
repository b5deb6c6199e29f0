// Rendering a page.

import { getStore, runFrom } from 'formwork:context';
import { Redirect, Root, at_page, render_svelte } from 'formwork:glue/app';
import { APP, FRAMEWORK, classify, to_error_object } from 'formwork:glue/errors';
import { surroundings } from 'formwork:glue/surroundings';

/** The state that `$app/state` shows while a page is rendered (S-135). */
export function create_page(x, event, data, error, form, status) {
	return {
		data,
		error,
		form,
		params: event.params,
		route: event.route,
		shallow: null,
		state: {},
		status,
		url: event.url
	};
}

/** The error object for what a component threw, or a promise of it (F-93). */
function error_of_component(x, event, hook, thrown) {
	const [kind, status, body] = classify(thrown);
	switch (kind) {
		case APP: return to_error_object(hook, event, 'app', body, body);
		case FRAMEWORK: {
			const error = { status, message: body };
			return to_error_object(hook, event, 'framework', error, error);
		}
	}
	const error = status;
	if (!hook) x.log_unknown(error);
	const made = to_error_object(hook, event, 'unknown', error, { status: 500, message: 'Internal Error' });
	const log = (parts) => {
		if (parts[3]) x.log_failed_hook(parts[3][0], error);
		return parts;
	};
	return made instanceof Promise ? made.then(log) : log(made);
}

let watching = false;

/** In development, a component that fetches a relative URL while it is rendered is told so where it does (F-79). */
function watch_fetch() {
	if (watching) return;
	watching = true;
	const { fetch } = globalThis;
	globalThis.fetch = (input, init) => {
		if (typeof input === 'string' && !/^[a-z][a-z\d+\-.]*:/i.test(input) && getStore()?.rendering) {
			throw new Error(
				`\`fetch\` was called with the relative URL ${JSON.stringify(input)} while a component is rendered on the server, where it is relative to nothing: fetch in a load function, with the \`fetch\` that it is given, or in \`onMount\``
			);
		}
		return fetch(input, init);
	};
}

/**
 * Renders the branch: `[head, body, hashes of scripts, error that an error page caught: its JSON, its status]`. Svelte's
 * renderer does not wait for what `handleError` makes of an error; if it has to be waited for, the page is rendered
 * again. Scripts of Svelte's own get the nonce, or are hashed.
 */
export async function render(x, event, hook, components, boundaries, data, form, error, page, nonce, hash) {
	const csp = nonce == null ? { hash } : { nonce };
	const props = { components, boundaries, data, form, params: page.params, error };
	const context = new Map([['__formwork__', { page }]]);
	const { status } = page;
	const known = [];
	for (;;) {
		let used = 0;
		let pending = null;
		let caught = null;
		const transformError = (thrown) => {
			if (thrown instanceof Redirect || pending !== null) throw thrown;
			if (used === known.length) {
				const made = error_of_component(x, event, hook, thrown);
				if (made instanceof Promise) {
					pending = made;
					throw thrown;
				}
				known.push(made);
			}
			const [object, json, status] = known[used++];
			page.error = object;
			page.status = status;
			caught = [json, status];
			return object;
		};
		try {
			// What Svelte gives renders when it is asked, by `await` in a job of its own: it is asked here, in the
			// context of this request.
			if (x.dev) watch_fetch();
			const outer = surroundings.get(event)?.context;
			const { head, body, hashes } = await runFrom(outer, { event, owner: x, rendering: true }, () => {
				const rendering = render_svelte(Root, { props, context, csp, transformError });
				return new Promise((resolve, reject) => at_page(page.url, () => rendering.then(resolve, reject)));
			});
			// Rust's text has no lone surrogates; on the wire they are U+FFFD.
			return [head.toWellFormed(), body.toWellFormed(), hashes?.script ?? [], ...(caught ?? [null, null])];
		} catch (thrown) {
			if (pending === null) throw thrown;
			known.push(await pending);
			page.error = error;
			page.status = status;
		}
	}
}
