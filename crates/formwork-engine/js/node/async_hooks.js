// `node:async_hooks`: AsyncLocalStorage and AsyncResource, on the context of js/context.js.
const { context } = globalThis.__formwork_native;

export class AsyncLocalStorage {
  #defaultValue;
  #name;

  constructor(options) {
    this.#defaultValue = options?.defaultValue;
    this.#name = options?.name ?? '';
  }

  static bind(fn) {
    return AsyncResource.bind(fn);
  }

  static snapshot() {
    const token = context.capture();
    return (fn, ...args) => context.within(token, fn, undefined, args);
  }

  get name() {
    return this.#name;
  }

  getStore() {
    const store = context.getLocal(this);
    return store === undefined ? this.#defaultValue : store;
  }

  run(store, fn, ...args) {
    return context.within(context.withLocal(this, store, true), fn, undefined, args);
  }

  exit(fn, ...args) {
    return context.within(context.withLocal(this, undefined, false), fn, undefined, args);
  }

  enterWith(store) {
    context.restore(context.withLocal(this, store, true));
  }

  disable() {
    context.restore(context.withLocal(this, undefined, false));
  }
}

let lastId = 1;

export class AsyncResource {
  #token = context.capture();
  #id = ++lastId;

  constructor(type) {
    if (typeof type !== 'string') throw new TypeError('The type of an AsyncResource must be a string');
    this.type = type;
  }

  static bind(fn, type, thisArg) {
    const token = context.capture();
    return function bound(...args) {
      return context.within(token, fn, thisArg ?? this, args);
    };
  }

  runInAsyncScope(fn, thisArg, ...args) {
    return context.within(this.#token, fn, thisArg, args);
  }

  bind(fn, thisArg) {
    const resource = this;
    return function bound(...args) {
      return resource.runInAsyncScope(fn, thisArg ?? this, ...args);
    };
  }

  emitDestroy() {
    return this;
  }

  asyncId() {
    return this.#id;
  }

  triggerAsyncId() {
    return 1;
  }
}

export const executionAsyncId = () => 1;
export const triggerAsyncId = () => 0;
export const executionAsyncResource = () => ({});

// Hooks on the life of every promise are not there; creating one that never fires keeps libraries going.
export const createHook = () => {
  const hook = { enable: () => hook, disable: () => hook };
  return hook;
};

export default {
  AsyncLocalStorage, AsyncResource, executionAsyncId, triggerAsyncId, executionAsyncResource, createHook,
};
