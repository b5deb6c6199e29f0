// What `@sveltejs/kit` and its sub-paths export, for apps that do not have the package.

declare namespace App {
	/** What `error(…)` and `handleError` make; an app may add properties. */
	interface Error {
		status: number;
		message: string;
	}
	/** `event.locals` */
	interface Locals {}
	/** What `page.data` holds on every page. */
	interface PageData {}
	/** `page.state`, see `pushState` and `replaceState` in `$app/navigation`. */
	interface PageState {}
	/** `event.platform`; Formwork puts nothing there. */
	interface Platform {}
}

declare module '@sveltejs/kit' {
	type MaybePromise<T> = T | Promise<T>;
	type AnyParams = Record<string, any>;
	type OtherErrorProperties = Omit<App.Error, 'status' | 'message'>;

	/** The version of SvelteKit whose behaviour this is. */
	export const VERSION: string;

	/** Ends an action, load or endpoint with an expected error, which the nearest error page shows. */
	export function error(
		status: {} extends OtherErrorProperties ? number : never,
		message?: string
	): never;
	export function error(status: number, message: string, properties: OtherErrorProperties): never;
	/** As in SvelteKit 2, with an object. */
	export function error(status: number, body: Omit<App.Error, 'status'> & { status?: number }): never;

	/**
	 * Ends an action, load or endpoint with a redirect. After an action 303 is the usual status.
	 * Another origin must be consented to with `external`.
	 */
	export function redirect(
		status: 300 | 301 | 302 | 303 | 304 | 305 | 306 | 307 | 308 | ({} & number),
		location: string | URL,
		options?: { external?: boolean | string[] }
	): never;

	/** What an action returns when it refuses its input: the page shows again, with `data` as its `form`. */
	export function fail(status: number): ActionFailure<undefined>;
	export function fail<T = undefined>(status: number, data: T): ActionFailure<T>;

	/** A response with a value as JSON. */
	export function json(data: any, init?: ResponseInit): Response;
	/** A response with a text. */
	export function text(body: string, init?: ResponseInit): Response;

	/** Whether something thrown came from `error`. */
	export function isHttpError<S extends number>(
		e: unknown,
		status?: S
	): e is HttpError & { status: S extends undefined ? never : S };
	/** Whether something thrown came from `redirect`. */
	export function isRedirect(e: unknown): e is Redirect;
	/** Whether a value came from `fail`. */
	export function isActionFailure(e: unknown): e is ActionFailure<undefined>;
	/** For remote functions, which Formwork does not have. */
	export function isValidationError(e: unknown): boolean;
	/** For remote functions, which Formwork does not have. */
	export function invalid(...issues: unknown[]): never;

	/** The page's URL behind one that may be a data request or end in a slash, and the way back. */
	export function normalizeUrl(url: URL | string): {
		url: URL;
		wasNormalized: boolean;
		denormalize: (url?: string | URL) => URL;
	};

	const failure: unique symbol;

	/** What `fail` makes. */
	export interface ActionFailure<T = undefined> {
		status: number;
		data: T;
		[failure]: true;
	}

	/** What `error` throws. */
	export interface HttpError {
		status: number;
		body: App.Error;
	}

	/** What `redirect` throws. */
	export interface Redirect {
		status: 300 | 301 | 302 | 303 | 304 | 305 | 306 | 307 | 308;
		location: string;
	}

	/** What an action returns, as `form` shows it. */
	export type AwaitedActions<T extends Record<string, (...parameters: any) => any>> = {
		[K in keyof T]: Awaited<ReturnType<T[K]>> extends infer R
			? R extends ActionFailure<infer D>
				? D
				: R extends void
					? undefined
					: R
			: never;
	}[keyof T];

	/** What a load returns, as data. */
	export type LoadProperties<Input extends Record<string, any> | void> = Input extends void
		? undefined
		: Input extends Record<string, any>
			? Input
			: unknown;

	/** The options that a cookie is written with. */
	export interface CookieSerializeOptions {
		domain?: string | undefined;
		encode?: ((value: string) => string) | undefined;
		expires?: Date | undefined;
		httpOnly?: boolean | undefined;
		maxAge?: number | undefined;
		partitioned?: boolean | undefined;
		path?: string | undefined;
		priority?: 'low' | 'medium' | 'high' | undefined;
		sameSite?: boolean | 'lax' | 'strict' | 'none' | undefined;
		secure?: boolean | undefined;
	}

	/** `event.cookies` */
	export interface Cookies {
		/** The value of a cookie of the request, or one set meanwhile. */
		get: (name: string, options?: { decode?: (value: string) => string }) => string | undefined;
		getAll: (options?: { decode?: (value: string) => string }) => Array<{ name: string; value: string }>;
		/** Sets a cookie: `path` is `/`, `httpOnly` and (over TLS) `secure` are on, `sameSite` is `lax` unless given. */
		set: (name: string, value: string, options?: CookieSerializeOptions) => void;
		/** Removes a cookie; `path` and `domain` must be those it was set with. */
		delete: (name: string, options?: CookieSerializeOptions) => void;
		/** The value of a `Set-Cookie` header. */
		serialize: (name: string, value: string, options?: CookieSerializeOptions) => string;
	}

	/** What actions, server loads, endpoints and server hooks get. */
	export interface RequestEvent<
		Params extends AnyParams = AnyParams,
		RouteId extends string | null = string | null
	> {
		cookies: Cookies;
		/** `fetch` that answers requests to this app without a connection, with the cookies of this request. */
		fetch: typeof fetch;
		getClientAddress: () => string;
		locals: App.Locals;
		params: Params;
		platform: Readonly<App.Platform> | undefined;
		request: Request;
		route: { id: RouteId };
		/** Headers for the response; none may be set twice, and cookies have their own way. */
		setHeaders: (headers: Record<string, string>) => void;
		url: URL;
		isDataRequest: boolean;
		isSubRequest: boolean;
		isRemoteRequest: boolean;
		tracing: { enabled: boolean; root: any; current: any };
	}

	/** Where a navigation leads, for hooks in the browser. */
	export interface NavigationEvent<
		Params extends AnyParams = AnyParams,
		RouteId extends string | null = string | null
	> {
		params: Params;
		route: { id: RouteId };
		url: URL;
	}

	/** What the `load` of `+page.server` and `+layout.server` gets. */
	export interface ServerLoadEvent<
		Params extends AnyParams = AnyParams,
		ParentData extends Record<string, any> = Record<string, any>,
		RouteId extends string | null = string | null
	> extends RequestEvent<Params, RouteId> {
		/** The data of the server loads of the layouts above. */
		parent: () => Promise<ParentData>;
		/** Names what the data depends on, for `invalidate`. */
		depends: (...dependencies: string[]) => void;
		/** Runs a function without noting what it reads. */
		untrack: <T>(fn: () => T) => T;
	}

	/** What the `load` of `+page` and `+layout` gets, on the server and in the browser. */
	export interface LoadEvent<
		Params extends AnyParams = AnyParams,
		Data extends Record<string, unknown> | null = Record<string, any> | null,
		ParentData extends Record<string, unknown> = Record<string, any>,
		RouteId extends string | null = string | null
	> extends NavigationEvent<Params, RouteId> {
		fetch: typeof fetch;
		/** What the server `load` beside this one returned. */
		data: Data;
		setHeaders: (headers: Record<string, string>) => void;
		/** The data of the layouts above. */
		parent: () => Promise<ParentData>;
		depends: (...dependencies: string[]) => void;
		untrack: <T>(fn: () => T) => T;
		tracing: { enabled: boolean; root: any; current: any };
	}

	export type Load<
		Params extends AnyParams = AnyParams,
		InputData extends Record<string, unknown> | null = Record<string, any> | null,
		ParentData extends Record<string, unknown> = Record<string, any>,
		OutputData extends Record<string, unknown> | void = Record<string, any> | void,
		RouteId extends string | null = string | null
	> = (event: LoadEvent<Params, InputData, ParentData, RouteId>) => MaybePromise<OutputData>;

	export type ServerLoad<
		Params extends AnyParams = AnyParams,
		ParentData extends Record<string, any> = Record<string, any>,
		OutputData extends Record<string, any> | void = Record<string, any> | void,
		RouteId extends string | null = string | null
	> = (event: ServerLoadEvent<Params, ParentData, RouteId>) => MaybePromise<OutputData>;

	export type Action<
		Params extends AnyParams = AnyParams,
		OutputData extends Record<string, any> | void = Record<string, any> | void,
		RouteId extends string | null = string | null
	> = (event: RequestEvent<Params, RouteId>) => MaybePromise<OutputData>;

	export type Actions<
		Params extends AnyParams = AnyParams,
		OutputData extends Record<string, any> | void = Record<string, any> | void,
		RouteId extends string | null = string | null
	> = Record<string, Action<Params, OutputData, RouteId>>;

	export type RequestHandler<
		Params extends AnyParams = AnyParams,
		RouteId extends string | null = string | null
	> = (event: RequestEvent<Params, RouteId>) => MaybePromise<Response>;

	/** What a page keeps over a navigation away and back; see `snapshot` in `$app/navigation`. */
	export interface Snapshot<T = any> {
		capture: () => T;
		restore: (snapshot: T) => void;
	}

	export type PrerenderOption = boolean | 'auto';

	/** The configuration in `svelte.config.js`. */
	export interface Config {
		compilerOptions?: Record<string, any>;
		extensions?: string[];
		kit?: Record<string, any>;
		preprocess?: any;
		[option: string]: any;
	}

	// Where SvelteKit 2 has these.
	export { defineParams } from '@sveltejs/kit/params';
	export type ParamMatcher = (param: string) => boolean;
	export type {
		ClientInit,
		Handle,
		HandleClientError,
		HandleFetch,
		HandleServerError,
		Reroute,
		ResolveOptions,
		ServerInit,
		Transport,
		Transporter
	} from '@sveltejs/kit/hooks';
	export type { ActionResult, SubmitFunction } from '$app/forms';
	export type {
		AfterNavigate,
		BeforeNavigate,
		Navigation,
		NavigationTarget,
		NavigationType,
		OnNavigate
	} from '$app/navigation';
	export type { Page } from '$app/state';
}

declare module '@sveltejs/kit/hooks' {
	import type { NavigationEvent, RequestEvent } from '@sveltejs/kit';

	type MaybePromise<T> = T | Promise<T>;

	export interface ResolveOptions {
		/** Changes the document on its way out. */
		transformPageChunk?: (input: { html: string; done: boolean }) => MaybePromise<string | undefined>;
		/** Which headers of fetched responses are embedded in the page. */
		filterSerializedResponseHeaders?: (name: string, value: string) => boolean;
		/** Which files are preloaded. */
		preload?: (
			input:
				| { type: 'css' | 'js' | 'asset'; path: string }
				| { type: 'font'; path: string; filename: string }
		) => boolean;
	}

	/** Sees every request to the app, and its answer. */
	export type Handle = (input: {
		event: RequestEvent;
		resolve: (event: RequestEvent, options?: ResolveOptions) => Promise<Response>;
	}) => MaybePromise<Response>;

	/** Sees what `event.fetch` is asked for on the server. */
	export type HandleFetch = (input: {
		event: RequestEvent;
		request: Request;
		fetch: typeof fetch;
	}) => MaybePromise<Response>;

	/** An error and where it came from: `error(…)`, the framework (such as a 404), or anything else. */
	export type CaughtError =
		| { kind: 'app'; error: App.Error; issues?: undefined }
		| { kind: 'framework'; error: { status: number; message: string }; issues?: undefined }
		| { kind: 'unknown'; error: unknown; issues?: undefined };
	export type ClientCaughtError = CaughtError;

	type ErrorOutput =
		| (Omit<App.Error, 'status' | 'message'> & { status?: number; message?: string })
		| ({ status: number; message: string } extends App.Error ? void : never);

	export type HandleServerError = (
		input: CaughtError & { event: RequestEvent; status: number; message: string }
	) => MaybePromise<ErrorOutput>;
	export type HandleClientError = (
		input: ClientCaughtError & { event: NavigationEvent; status: number; message: string }
	) => MaybePromise<ErrorOutput>;

	export type ServerInit = () => MaybePromise<void>;
	export type ClientInit = () => MaybePromise<void>;
	/** Leads a URL to the route of another. */
	export type Reroute = (event: { url: URL; fetch: typeof fetch }) => MaybePromise<void | string>;

	/** Values of classes of one's own, between server and browser. */
	export interface Transporter<T = any, U = any> {
		encode: (value: T) => false | U;
		decode: (data: U) => T;
	}
	export type Transport = Record<string, Transporter>;

	/** One `handle` made of several; the first is the outermost. */
	export function sequence(...handlers: Handle[]): Handle;
}

declare module '@sveltejs/kit/params' {
	/** What a parameter can be. */
	export type ParamValue = string | number | boolean | bigint;
	/** A function that returns the value, or `undefined` if it does not match; or a Standard Schema. */
	export type ParamDefinition =
		| ((param: string) => ParamValue | undefined)
		| { readonly '~standard': { readonly version: 1; readonly vendor: string; readonly validate: (value: unknown) => any } };
	/** The matchers of `src/params`. */
	export function defineParams<T extends Record<string, ParamDefinition>>(params: T): T;
}

declare module '@sveltejs/kit/env' {
	/** How a variable is declared in `src/env`. */
	export interface EnvVarConfig<T = any> {
		/** Whether it may reach the browser. */
		public?: boolean;
		/** Whether its value is fixed at build time. */
		static?: boolean;
		/** A function that returns the value or throws, or a Standard Schema. */
		schema?:
			| ((value: string | undefined) => T | undefined)
			| { readonly '~standard': { readonly version: 1; readonly vendor: string; readonly validate: (value: unknown) => any } };
		description?: string;
	}
	/** The variables of `src/env`. */
	export function defineEnvVars<T extends Record<string, EnvVarConfig>>(variables: T): T;
}

declare module '@sveltejs/kit/vite' {
	/** SvelteKit's Vite plugin; Formwork reads its options and runs nothing of it. */
	export function sveltekit(config?: Record<string, any>): Promise<any[]>;
}
