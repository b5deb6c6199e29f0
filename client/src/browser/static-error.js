/**
 * The static error document (C-121, F-91) made in the browser, when not even the root error page can be shown.
 */

/**
 * @param {import('./app').AppError} error
 * @param {string | undefined} template `src/error.html`
 */
export function showStaticError(error, template) {
	const html = (template ?? '<h1>%sveltekit.status%</h1><p>%sveltekit.error.message%</p>')
		.replaceAll('%sveltekit.status%', String(error.status))
		.replaceAll('%sveltekit.error.message%', () => escapeHtml(error.message));
	document.documentElement.innerHTML = html.replace(/^[^]*?<html[^>]*>|<\/html>\s*$/gi, '');
}

/** @param {string} text */
const escapeHtml = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
