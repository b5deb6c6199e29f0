/**
 * The shapes that the compiler, the server and this runtime agree on: the generated `app` module, the payload in
 * the document, and the wire formats of data responses and action results.
 */
import type { Component } from 'svelte';

/** The generated module that is passed to `start`. */
export interface App {
	/** One loader per node of the manifest, in its order: 0 = root layout, 1 = root error page. */
	nodes: NodeLoader[];
	/**
	 * The page routes in matching order (F-28). Endpoint-only routes may be listed without `leaf` so that a link to
	 * one leaves the router even if a later page route would match, at the price of showing their ids to everybody.
	 */
	routes: Route[];
	/**
	 * Indexes of the nodes whose server file exports `load` or `trailingSlash` (C-90): when unsure, list the node.
	 */
	server: number[];
	/**
	 * `hooks.client` and `hooks` merged. A function is called after the public environment has been set, so that
	 * hooks may read it while they are being evaluated: prefer `() => import(…)`.
	 */
	hooks: Hooks | (() => Promise<Hooks>);
	/** Matchers of `src/params` by name (F-30, F-31), or a function that loads them. */
	params?: Matchers | (() => Promise<Matchers>) | null;
	/** For each node its style sheets, as paths below the base path, if any node has some. */
	styles?: string[][];
	/** Text of `src/error.html`, if the app has one (C-121). */
	errorTemplate?: string;
	/** `src/root.svelte`. */
	Root: Component<any, any>;
}

export type NodeLoader = () => Promise<NodeModule>;

export interface NodeModule {
	component?: Component<any>;
	universal?: {
		load?: (event: any) => any;
		trailingSlash?: TrailingSlash;
		snapshot?: { capture: () => any; restore: (value: any) => void };
		[name: string]: any;
	};
}

export type TrailingSlash = 'never' | 'always' | 'ignore';

export interface Route {
	id: string;
	/** Source of an anchored regular expression with one group per parameter (F-23). */
	pattern: string;
	params: RouteParam[];
	/** Positions of F-42, gaps as null. */
	layouts: (number | null)[];
	errors: (number | null)[];
	leaf?: number;
}

export interface RouteParam {
	name: string;
	matcher?: string | null;
	optional?: boolean;
	rest?: boolean;
	/** An optional whole-segment parameter whose text may be offered to the next ones (F-26). */
	chained?: boolean;
}

/** `fn(value)` or a Standard Schema (F-30); modules of `src/params/<name>` are wrapped by `fromMatch` (F-31). */
export type Matcher = ((value: string) => unknown) | { '~standard': { validate(value: unknown): any } };
export type Matchers = Record<string, Matcher>;

export interface Hooks {
	init?: () => void | Promise<void>;
	handleError?: (input: {
		kind: 'app' | 'framework' | 'unknown';
		error: unknown;
		event: { url: URL; params: Record<string, any>; route: { id: string | null } };
		status: number;
		message: string;
	}) => any;
	reroute?: (event: { url: URL; fetch: typeof fetch }) => string | URL | void | Promise<string | URL | void>;
	transport?: Record<string, Transporter>;
}

export interface Transporter {
	encode: (value: any) => any;
	decode: (data: any) => any;
}

/** What the document hands over (C-142, S-136). JSON-compatible. */
export interface Payload {
	/** Node ids of the rendered branch, gaps removed; null when nothing was rendered (`ssr = false`). */
	nodes: number[] | null;
	/**
	 * devalue text of an array aligned with `nodes`: null or `{data, uses, slash?}` of the *server* load. A promise is
	 * the custom type `Promise` with its id as payload; see `StreamedChunk` for how it settles.
	 */
	data?: string | null;
	/** devalue text of the action's value, or null. */
	form?: string | null;
	/** What the last node, an error page, shows. */
	error?: AppError | null;
	/** What an error page shows in place of a component that threw it on the server (C-123). */
	caught?: AppError | null;
	/** 200 or the error's status when absent. */
	status?: number | null;
	/** Absent or equal to the built-in values unless paths are decided per request. */
	base?: string;
	assets?: string;
	/** The version that answered: what later responses are compared with (C-185). */
	version: string;
	/** Public dynamic environment (F-168). */
	env?: Record<string, string>;
	/** null when the document shows an error page that belongs to no route; otherwise determined from the location. */
	route?: null | { id: string };
}

/**
 * A streamed promise of the document settles through an inline script appended later (S-140, F-80):
 * `<script>(self.__formwork_chunks??=[]).push({id:1,data:"<devalue text>"})</script>`, or `error` instead of `data`.
 */
export interface StreamedChunk {
	id: number;
	/** devalue text (document) or the flat array itself (data responses). */
	data?: string | unknown[];
	error?: string | unknown[];
}

export interface AppError {
	status: number;
	message: string;
	[key: string]: any;
}

export interface ServerUses {
	dependencies?: string[];
	search_params?: string[];
	params?: string[];
	parent?: 1;
	route?: 1;
	url?: 1;
}

/** A node of a data response (C-92). */
export type ServerNode =
	| null
	| { type: 'skip' }
	| { type: 'data'; data: any; uses?: ServerUses; slash?: TrailingSlash }
	| { type: 'error'; error: AppError; status?: number };

export type DataResponse =
	| { type: 'data'; nodes: ServerNode[] }
	| { type: 'redirect'; status: number; location: string };

/** What a load depended on (C-103). */
export interface Uses {
	dependencies: Set<string>;
	params: Set<string>;
	search: Set<string>;
	parent: boolean;
	route: boolean;
	url: boolean;
}

/** A loaded node at its place in the branch. */
export interface BranchNode {
	index: number;
	module: NodeModule;
	server: { data: any; uses: Uses; slash?: TrailingSlash } | null;
	universal: { data: any; uses: Uses } | null;
	/** The node's own data: the universal result, or else the server's. Kept by identity (C-107). */
	data: Record<string, any> | null;
	slash?: TrailingSlash;
}

export type Branch = (BranchNode | undefined)[];

/** A URL with the route it leads to. */
export interface Intent {
	url: URL;
	route: CompiledRoute;
	params: Record<string, any>;
}

export interface CompiledRoute extends Omit<Route, 'pattern'> {
	pattern: RegExp;
	/** Layouts and leaf, aligned with F-42's positions. */
	positions: (number | null)[];
}

export interface LoadedPage {
	type: 'loaded';
	url: URL;
	route: CompiledRoute | null;
	params: Record<string, any>;
	/** Aligned with the route's positions; on error pages cut, with the error node last. */
	branch: Branch;
	status: number;
	error: AppError | null;
	/** Error components per position, for render failures (C-123). */
	boundaries: (Component<any> | null)[];
	/** The branch that was shown when the loads were planned: where the nodes that did not rerun are from. */
	basis?: Branch;
}

export type LoadResult = LoadedPage | { type: 'redirect'; status: number; location: string } | { type: 'document' } | { type: 'static'; error: AppError };

export type ActionResult =
	| { type: 'success' | 'failure'; status: number; data?: any; location?: string }
	| { type: 'redirect'; status: number; location: string }
	| { type: 'error'; error: any; status?: number; location?: string };

export type NavigationType = 'enter' | 'form' | 'goto' | 'leave' | 'link' | 'popstate';

export interface NavigationTarget {
	params: Record<string, any> | null;
	route: { id: string | null };
	url: URL;
	/** Of `from`: when it was left. Of `to`: where the page ended up; before that, what going back will restore. */
	scroll: { x: number; y: number } | null;
}

export interface Navigation {
	from: NavigationTarget | null;
	to: NavigationTarget | null;
	type: NavigationType;
	willUnload: boolean;
	shallow: boolean;
	complete: Promise<void>;
	delta?: number;
	event?: Event;
}

export interface Reset {
	scroll: boolean;
	focus: boolean;
}
