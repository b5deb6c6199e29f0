/** `$app/stores` of SvelteKit 2 in the browser: readable stores over the state of `$app/state` (C-193). */
import { toStore } from 'svelte/store';
import { activity, page as state } from '../state.svelte.js';
import { checkVersion } from '../version.js';

export const page = toStore(() => {
	const { data, error, form, params, route, state: own, status, url } = state;
	return { data, error, form, params, route, state: own, status, url };
});
export const navigating = toStore(() => activity.navigation);
export const updated = { ...toStore(() => activity.updated), check: checkVersion };

export const getStores = () => ({ page, navigating, updated });
