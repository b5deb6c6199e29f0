/** Tells screen readers about a new page (C-132). Made after mount, so that it takes no part in hydration. */

/** @type {HTMLElement | null} */
let region = null;

export function createAnnouncer() {
	region = document.createElement('div');
	region.id = 'svelte-announcer';
	region.setAttribute('aria-live', 'assertive');
	region.setAttribute('aria-atomic', 'true');
	// set by property, so that a content-security-policy without inline styles does not show it
	Object.assign(region.style, {
		position: 'absolute',
		left: '0',
		top: '0',
		width: '1px',
		height: '1px',
		overflow: 'hidden',
		clip: 'rect(0 0 0 0)',
		clipPath: 'inset(50%)',
		whiteSpace: 'nowrap'
	});
	document.body.append(region);
}

export function announcePage() {
	if (region) region.textContent = document.title || 'untitled page';
}
