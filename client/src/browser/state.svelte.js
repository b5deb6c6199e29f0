/**
 * The reactive state behind `$app/state` and the root component's props (C-192). Each property is its own signal and
 * holds plain values, not proxies (C-74): replacing `form` wakes nobody who only reads `url`, and mutating a value
 * wakes nobody at all.
 */

class Page {
	/** @type {Record<string, any>} */
	data = $state.raw({});
	/** @type {import('./app').AppError | null} */
	error = $state.raw(null);
	/** @type {any} */
	form = $state.raw(null);
	/** @type {Record<string, any>} */
	params = $state.raw({});
	/** @type {{ id: string | null }} */
	route = $state.raw({ id: null });
	/** @type {Omit<import('./app').NavigationTarget, 'scroll'> | null} */
	shallow = $state.raw(null);
	/** @type {Record<string, any>} */
	state = $state.raw({});
	status = $state.raw(-1);
	/** @type {URL} */
	url = $state.raw(new URL('http://formwork.invalid'));
}

export const page = new Page();

class Activity {
	/** @type {import('./app').Navigation | null} */
	navigation = $state.raw(null);
	/** The app was deployed anew since this document started (C-185). */
	updated = $state.raw(false);
}

export const activity = new Activity();

class RootProps {
	/** @type {any[]} */
	components = $state.raw([]);
	/** @type {any[]} */
	data = $state.raw([]);
	/** @type {any[]} */
	boundaries = $state.raw([]);
	/** @type {any} */
	form = $state.raw(null);
	/** @type {Record<string, any>} */
	params = $state.raw({});
	/** @type {import('./app').AppError | null} */
	error = $state.raw(null);
}

/** Props of root.svelte; svelte reads them through the getters. */
export const root = new RootProps();
