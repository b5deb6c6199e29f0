// `formwork:context`: the request context (F-202). The mechanism is in js/context.js.
const { context } = globalThis.__formwork_native;

/** The store of the running request, or undefined. */
export const getStore = context.getStore;
/** Calls `fn(...args)` with `store` as the request's store. */
export const run = context.run;
/** Calls `fn(...args)` with `store`, and with the values of `AsyncLocalStorage` that `capture` found. */
export const runFrom = context.runFrom;
/** Calls `fn(...args)` in the context that `capture` gave. */
export const runIn = context.runIn;
/** Makes `store` the store from here on. */
export const enter = context.enter;
/** The whole context of now, for `runIn`. */
export const capture = context.capture;
