// Modules of SvelteKit 2 that SvelteKit 3 no longer has, and Formwork does.

declare module '$app/environment' {
	export { browser, building, dev, version } from '$app/env';
}

declare module '$app/stores' {
	import type { Readable } from 'svelte/store';
	import type { Navigation } from '$app/navigation';

	type Page = typeof import('$app/state').page;
	type Updated = Readable<boolean> & { check(): Promise<boolean> };

	export const page: Readable<Page>;
	export const navigating: Readable<Navigation | null>;
	export const updated: Updated;
	export function getStores(): { page: typeof page; navigating: typeof navigating; updated: Updated };
}
