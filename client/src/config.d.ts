/**
 * Virtual modules that the compiler generates or maps for each app.
 *
 * `formwork:config` holds what is fixed at build time. Nothing in it may differ between two builds of the same
 * sources, because it ends up in hashed chunks; the version used for skew detection therefore comes with the
 * document (`Payload.version`), and `version` below is only bundled into apps that import it.
 */
declare module 'formwork:config' {
	/** `paths.base`: empty, or `/x` without a trailing slash (F-195). */
	export const base: string;
	/** `paths.assets`: where files of `static/` and the build live; defaults to `base`. */
	export const assets: string;
	/** The directory of the build's files under the base path, normally `_app`. */
	export const appDir: string;
	/** The app's version name (F-187). */
	export const version: string;
	/** True in `formwork dev`. */
	export const dev: boolean;
	/** True while the build evaluates modules, never in a browser. */
	export const building: boolean;
	/** `version.pollInterval` in milliseconds; 0 turns polling off (C-186). */
	export const pollInterval: number;
	/** `paths.relative`: server-rendered `resolve(...)` results are relative to the page (F-155). */
	export const relative: boolean;
}

/** Mapped to `browser/origin.js` or `server/origin.js`: what a redirect location is compared with (S-67). */
declare module 'formwork:origin' {
	export function currentOrigin(): string;
}

/** Provided by the host at run time, server side only. Optional members are looked up when they are used. */
declare module 'formwork:server' {
	export function getRequestEvent(): any;
	export function read(asset: string): any;
	/** Like `deserialize` of `$app/forms`, with the decoders of the app's transport hook (C-67). */
	export function deserialize(text: string): any;
	/** Origin of the request in progress, or undefined outside of one (S-67). */
	export function currentOrigin(): string | undefined;
	/** The environment as `$env/dynamic/public` and `$env/dynamic/private` show it (F-167). */
	export const publicEnv: Record<string, string | undefined>;
	export const privateEnv: Record<string, string | undefined>;
	/** Route id and params of a URL of this app, after `reroute`, or null (F-155). */
	export function match(url: URL): Promise<{ id: string; params: Record<string, any> } | null>;
}

declare module '*.svelte' {
	import type { Component } from 'svelte';
	const component: Component<any, any>;
	export default component;
}

