// The types behind the generated `$types` modules.
import type { ActionFailure } from '@sveltejs/kit';

/** Written out, so that an editor shows the properties and not how they came about. */
export type Shown<T> = T extends infer O ? { [K in keyof O]: O[K] } : never;

/** Every member of a union knows the names of all of them: `form?.problem` may be asked of any result. */
export type Uniform<U, All extends PropertyKey = U extends unknown ? keyof U : never> = U extends object
	? U & { [K in Exclude<All, keyof U>]?: never }
	: U;

/** Data as properties: nothing is no properties. */
export type Filled<T> = T extends void | null | undefined ? {} : T;

type Returned<F> = F extends (...parameters: any) => infer R ? Awaited<R> : never;

/** The `load` of a module; `never` without one. */
export type LoadOf<Module> = Module extends { load: infer F } ? F : never;

/** The `actions` of a module; `never` without them. */
export type ActionsOf<Module> = Module extends { actions: infer A } ? A : never;

/** What a load function brings, one member for each way it returns. */
export type Loaded<F> = Filled<Returned<F>>;

/** What the components of a node with this server `load` get from it; `null` without one. */
export type ServerData<F> = [F] extends [never] ? null : Shown<Uniform<Loaded<F>>>;

/** Data laid over that of the layouts above: a property of the upper hides that of the lower. */
export type Merged<Lower, Upper> = Shown<
	Uniform<Lower extends unknown ? (Upper extends unknown ? Omit<Lower, keyof Upper> & Upper : never) : never>
>;

/** The data of a node: its universal `load` replaces what its server `load` brought. */
export type NodeData<Parent, Server, Universal> = [Universal] extends [never]
	? [Server] extends [never]
		? Shown<Parent>
		: Merged<Parent, Loaded<Server>>
	: Merged<Parent, Loaded<Universal>>;

type Demanded<Parent> = {
	[K in keyof App.PageData as K extends keyof Parent
		? undefined extends Parent[K]
			? K
			: never
		: K]: App.PageData[K];
} & Partial<App.PageData>;

/** What the last `load` of a page may return: whatever `App.PageData` demands and no layout has brought. */
export type PageOutput<Parent> =
	| (Demanded<Parent> & Record<string, any>)
	| ({} extends Demanded<Parent> ? void : never);

/** What any other `load` may return. */
export type AnyOutput = (Partial<App.PageData> & Record<string, any>) | void;

/** What an action may return. */
export type ActionOutput = Record<string, any> | void;

type Results<A> = { [K in keyof A]: Returned<A[K]> }[keyof A];

type Unwrapped<T> = T extends ActionFailure<infer D> ? D : T extends void ? undefined : T;
type Succeeded<T> = T extends ActionFailure<any> ? never : T extends void ? never : T;
type Failed<T> = T extends ActionFailure<infer D> ? (D extends void ? never : D) : never;

/** The `form` prop: what the actions return, failures unwrapped; `null` before any has run, or if there are none. */
export type ActionData<A> = [A] extends [never] ? null : Shown<Uniform<Unwrapped<Results<A>>>> | null;

/** `result.data` of a success. */
export type SuccessData<A> = [A] extends [never] ? undefined : Shown<Uniform<Succeeded<Results<A>>>>;

/** `result.data` of a failure. */
export type FailureData<A> = [A] extends [never] ? undefined : Shown<Uniform<Failed<Results<A>>>>;

type Schema<O> = { readonly '~standard': { readonly types?: { readonly output: O } | undefined } };

/** What a matcher makes of a parameter: by its schema, or by what its function returns. */
export type Matched<M> =
	M extends Schema<infer O>
		? O extends Schema<infer Inner>
			? Inner
			: Exclude<O, undefined>
		: M extends (value: any) => infer R
			? Exclude<R, undefined>
			: string;

/** The same for the `match` of SvelteKit 2, which answers yes or no: the value stays a string. */
export type MatchedText<M> = M extends (value: any) => value is infer G ? (G extends string ? G : string) : string;

/** The value of a variable that is declared in `src/env`. */
export type Variable<D> = D extends { schema: infer S }
	? S extends Schema<infer O>
		? O
		: S extends (value: any) => infer R
			? R
			: string
	: string;
