// The `$app/*` modules, for apps that do not have `@sveltejs/kit`.

declare module '$app/env' {
	export const browser: boolean;
	/** Whether this is `formwork dev`. */
	export const dev: boolean;
	/** Never true: a build runs nothing of an app. */
	export const building: boolean;
	export const version: string;
}

declare module '$app/forms' {
	type Data = Record<string, unknown> | undefined;
	type MaybePromise<T> = T | Promise<T>;

	/** What became of a submission. */
	export type ActionResult<Success extends Data = Record<string, any>, Failure extends Data = Record<string, any>> =
		| { type: 'success'; status: number; data?: Success; location: string }
		| { type: 'failure'; status: number; data?: Failure; location: string }
		| { type: 'redirect'; status: number; location: string }
		| { type: 'error'; status?: number; error: App.Error; location?: string };

	/** Runs before a form is submitted; what it returns runs with the result, instead of the usual. */
	export type SubmitFunction<Success extends Data = Record<string, any>, Failure extends Data = Record<string, any>> = (input: {
		action: URL;
		formData: FormData;
		formElement: HTMLFormElement;
		controller: AbortController;
		submitter: HTMLElement | null;
		cancel: () => void;
	}) => MaybePromise<
		| void
		| ((outcome: {
				action: URL;
				formData: FormData;
				formElement: HTMLFormElement;
				result: ActionResult<Success, Failure>;
				/** What would have happened without this function. */
				update: (options?: {
					reset?: boolean;
					refreshAll?: boolean;
					navigate?: boolean;
					invalidateAll?: boolean;
				}) => Promise<void>;
		  }) => MaybePromise<void>)
	>;

	/** Submits a form without leaving the page. */
	export function enhance<Success extends Data, Failure extends Data>(
		form: HTMLFormElement,
		submit?: SubmitFunction<Success, Failure>
	): { destroy(): void };
	/** Puts a result into the page: `form`, the nearest error page, or a navigation. */
	export function applyAction<Success extends Data, Failure extends Data>(
		result: ActionResult<Success, Failure>
	): Promise<void>;
	/** The result in the answer to a submission of one's own. */
	export function deserialize<Success extends Data = Record<string, any>, Failure extends Data = Record<string, any>>(
		result: string
	): ActionResult<Success, Failure>;
}

declare module '$app/navigation' {
	import type { RouteId } from '$app/types';

	type MaybePromise<T> = T | Promise<T>;

	export interface NavigationTarget {
		params: Record<string, any> | null;
		route: { id: RouteId | null };
		url: URL;
		scroll: { x: number; y: number } | null;
	}
	export type NavigationType = 'enter' | 'form' | 'leave' | 'link' | 'goto' | 'popstate';

	export interface NavigationBase {
		type: NavigationType;
		shallow: boolean;
		from: NavigationTarget | null;
		to: NavigationTarget | null;
		willUnload: boolean;
		complete: Promise<void>;
		delta?: number;
		event?: Event;
	}
	export interface NavigationEnter extends NavigationBase {
		type: 'enter';
		from: null;
		delta?: undefined;
		event?: undefined;
	}
	export interface NavigationGoto extends NavigationBase {
		type: 'goto';
		delta?: undefined;
		event?: undefined;
	}
	export interface NavigationLeave extends NavigationBase {
		type: 'leave';
		delta?: undefined;
		event?: undefined;
	}
	export interface NavigationFormSubmit extends NavigationBase {
		type: 'form';
		event: SubmitEvent;
		delta?: undefined;
	}
	export interface NavigationPopState extends NavigationBase {
		type: 'popstate';
		delta: number;
		event: PopStateEvent;
	}
	export interface NavigationLink extends NavigationBase {
		type: 'link';
		event: PointerEvent;
		delta?: undefined;
	}
	export type Navigation =
		| NavigationGoto
		| NavigationLeave
		| NavigationFormSubmit
		| NavigationPopState
		| NavigationLink;
	export type BeforeNavigate = Navigation & { cancel: () => void };
	export type OnNavigate = Exclude<Navigation, NavigationLeave> & { willUnload: false };
	export type AfterNavigate = (Exclude<Navigation, NavigationLeave> | NavigationEnter) & { willUnload: false };

	export interface GotoOptions {
		replace?: boolean;
		shallow?: boolean;
		reset?: boolean;
		refreshAll?: boolean;
		invalidate?: Array<string | URL | ((url: URL) => boolean)>;
		state?: App.PageState;
		persistState?: boolean;
		// As SvelteKit 2 calls them.
		replaceState?: boolean;
		noScroll?: boolean;
		keepFocus?: boolean;
		invalidateAll?: boolean;
	}

	export function goto(url: string | URL, options?: GotoOptions): Promise<void>;
	/** Runs the loads again that depend on something. */
	export function invalidate(resource: string | URL | ((url: URL) => boolean), keepState?: boolean): Promise<void>;
	/** Runs all loads of the page again. */
	export function invalidateAll(): Promise<void>;
	export function refreshAll(): Promise<void>;
	export function preloadData(
		href: string
	): Promise<
		{ status: number } & (
			| { type: 'loaded'; data: Record<string, any> }
			| { type: 'redirect'; location: string }
			| { type: 'error'; error: App.Error }
		)
	>;
	export function preloadCode(path: string): Promise<void>;
	export function beforeNavigate(callback: (navigation: BeforeNavigate) => void): void;
	export function afterNavigate(callback: (navigation: AfterNavigate) => void): void;
	export function onNavigate(callback: (navigation: OnNavigate) => MaybePromise<(() => void) | void>): void;
	export function disableScrollHandling(): void;
	export function pushState(url: string | URL, state: App.PageState): Promise<void>;
	export function replaceState(url: string | URL, state: App.PageState): Promise<void>;
	/** Keeps something of a component over a navigation away and back. */
	export function snapshot<T>(options: {
		id?: string;
		capture: () => T;
		restore: (value: T) => void;
		reset?: () => void;
	}): void;
}

declare module '$app/paths' {
	import type {
		AssetPath,
		PathnameWithSearchOrHash,
		ResolvedPathname,
		RouteId,
		RouteIdWithSearchOrHash,
		RouteParams
	} from '$app/types';

	type Bare<T extends string> = T extends `${infer Path}?${string}` ? Path : T extends `${infer Path}#${string}` ? Path : T;
	type Arguments<T extends string> = T extends `/${string}`
		? Bare<T> extends infer Id extends RouteId
			? RouteParams<Id> extends Record<string, never>
				? [route: T]
				: [route: T, params: RouteParams<Id>]
			: [never]
		: [path: T];

	/** The path of a route with its parameters, or of a path of this app, under the base path. */
	export function resolve<T extends RouteIdWithSearchOrHash | PathnameWithSearchOrHash>(
		...target: Arguments<T>
	): ResolvedPathname;
	/** The path of a file of `static/`. */
	export function asset(file: AssetPath | `/${AssetPath}`): string;
	/** The route that a URL leads to. */
	export function match(
		url: URL | string
	): Promise<{ [Id in RouteId]: { id: Id; params: RouteParams<Id> } }[RouteId] | null>;

	/** As SvelteKit 2 has it. */
	export const base: '' | `/${string}`;
	/** As SvelteKit 2 has it. */
	export const assets: '' | `/${string}` | `https://${string}` | `http://${string}`;
	/** As SvelteKit 2 has it. */
	export function resolveRoute(id: string, params?: Record<string, string | undefined>): string;
}

declare module '$app/server' {
	import type { RequestEvent } from '@sveltejs/kit';

	/** The event of the request that is being answered, also after `await`. */
	export function getRequestEvent(): RequestEvent;
	/** A file that was imported with `?url`, as a response. */
	export function read(asset: string): Response;
}

declare module '$app/state' {
	import type { Navigation } from '$app/navigation';
	import type { RouteId } from '$app/types';

	export type ReadonlyURLSearchParams = Omit<URLSearchParams, 'set' | 'append' | 'delete' | 'sort'>;
	export type ReadonlyURL = Readonly<Omit<URL, 'searchParams'> & { searchParams: ReadonlyURLSearchParams }>;

	export interface Page<
		Params extends Record<string, any> = Record<string, any>,
		Id extends string | null = RouteId | null
	> {
		url: ReadonlyURL;
		params: Params;
		route: { id: Id };
		status: number;
		error: App.Error | null;
		data: App.PageData & Record<string, any>;
		state: App.PageState;
		form: any;
		shallow: { params: Record<string, any> | null; route: { id: RouteId } | null; url: ReadonlyURL } | null;
	}
	export const page: Page;
	export const navigating:
		| Navigation
		| { from: null; to: null; type: null; willUnload: null; delta: null; complete: null };
	export const updated: { get current(): boolean; check(): Promise<boolean> };
}
