/** `$app/navigation` while rendering on the server (C-194): what registers for later is inert, what acts throws. */

const inert = () => {};

export const beforeNavigate = inert;
export const afterNavigate = inert;
export const onNavigate = inert;
export const snapshot = inert;

/** @param {string} name */
const browserOnly = (name) => () => {
	throw new Error(`\`${name}\` can only be called in the browser, for example in an event handler or in onMount`);
};

export const disableScrollHandling = browserOnly('disableScrollHandling');
export const goto = browserOnly('goto');
export const invalidate = browserOnly('invalidate');
export const invalidateAll = browserOnly('invalidateAll');
export const preloadCode = browserOnly('preloadCode');
export const preloadData = browserOnly('preloadData');
export const pushState = browserOnly('pushState');
export const refreshAll = browserOnly('refreshAll');
export const replaceState = browserOnly('replaceState');
