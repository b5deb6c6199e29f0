/** `$app/stores` of SvelteKit 2 while rendering on the server (C-193). */
import { readable } from 'svelte/store';
import { pageUrl, rendering } from './state.js';

/** @template T @param {(run: (value: any) => void) => void} emit */
const store = (emit) => ({
	/** @param {(value: any) => void} run */
	subscribe(run) {
		emit(run);
		return () => {};
	}
});

export const page = store((run) => {
	const { page } = rendering('page');
	run({ ...page, url: pageUrl(page) });
});
export const navigating = readable(null);
export const updated = {
	...readable(false),
	/** @returns {Promise<boolean>} */
	check() {
		throw new Error('`updated.check` can only be called in the browser');
	}
};

export const getStores = () => ({ page, navigating, updated });
