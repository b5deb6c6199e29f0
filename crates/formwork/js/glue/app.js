// What the app's own bundle gives: one identity of each class for all user code (S-71).

export let HttpError, Redirect, ActionFailure;
export let render_svelte, Root, at_page;

/** Takes from the app's bundle what the other modules need. */
export function boot(entry) {
	({ HttpError, Redirect, ActionFailure } = entry.internal);
	render_svelte = entry.render;
	Root = entry.Root;
	at_page = entry.atPage;
}
