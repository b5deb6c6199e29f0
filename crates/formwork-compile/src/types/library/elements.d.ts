export {};

declare module 'svelte/elements' {
	export interface HTMLAttributes<T> {
		'data-sveltekit-preload-code'?: true | false | '' | 'eager' | 'viewport' | 'hover' | 'tap' | 'off' | undefined | null;
		'data-sveltekit-preload-data'?: true | false | '' | 'hover' | 'tap' | 'off' | undefined | null;
		'data-sveltekit-reload'?: true | false | '' | 'off' | undefined | null;
		'data-sveltekit-replacestate'?: true | false | '' | 'off' | undefined | null;
		'data-sveltekit-reset'?: true | false | '' | 'off' | undefined | null;
		'data-sveltekit-keepfocus'?: true | false | '' | 'off' | undefined | null;
		'data-sveltekit-noscroll'?: true | false | '' | 'off' | undefined | null;
	}
}
