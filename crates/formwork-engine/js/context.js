// The request context (F-202). A token is immutable: the store of the request, and the values of
// `AsyncLocalStorage` objects. The bundler rewrites every `await` of server code to capture the token
// before it and to restore it after; here the callbacks of promises, timers and microtasks get the
// same. `catch` and `finally` go through `then` by specification, so that `then` is all there is to wrap.
(function context(native) {
  'use strict';

  let current; // undefined | { store, locals: Map | null }

  function capture() {
    return current;
  }

  function restore(token, value) {
    current = token;
    return value;
  }

  /** Calls `fn` with `token` as the context, and goes back to the context of the caller. */
  function within(token, fn, self, args) {
    const before = current;
    current = token;
    try {
      return Reflect.apply(fn, self, args);
    } finally {
      current = before;
    }
  }

  function getStore() {
    return current === undefined ? undefined : current.store;
  }

  // What `current` is when the host calls in is left over from any earlier job: nothing of it is carried on.
  function run(store, fn, ...args) {
    return within({ store, locals: null }, fn, undefined, args);
  }

  /** Like `run`, but values of AsyncLocalStorage are those of `token`. */
  function runFrom(token, store, fn, ...args) {
    return within({ store, locals: token === undefined ? null : token.locals }, fn, undefined, args);
  }

  function runIn(token, fn, ...args) {
    return within(token, fn, undefined, args);
  }

  /** Called by the host before each job: what is left over from another one must not be found by it. */
  function leave() {
    current = undefined;
  }

  function enter(store) {
    current = { store, locals: null };
  }

  /** `fn` as a function of one argument that runs in the context of now. */
  function bound(fn) {
    if (typeof fn !== 'function') return fn;
    const token = current;
    return (value) => {
      const before = current;
      current = token;
      try {
        return fn(value);
      } finally {
        current = before;
      }
    };
  }

  const nativeThen = Promise.prototype.then;
  const { then } = {
    then(onFulfilled, onRejected) {
      return nativeThen.call(this, bound(onFulfilled), bound(onRejected));
    },
  };
  Object.defineProperty(Promise.prototype, 'then', {
    value: then,
    writable: true,
    enumerable: false,
    configurable: true,
  });

  const nativeQueue = globalThis.queueMicrotask;
  function queueMicrotask(callback) {
    if (typeof callback !== 'function') {
      throw new TypeError('queueMicrotask needs a function');
    }
    const guarded = () => {
      try {
        callback();
      } catch (error) {
        native.report(error);
      }
    };
    nativeQueue(bound(guarded));
  }

  function getLocal(key) {
    const locals = current === undefined ? null : current.locals;
    return locals === null ? undefined : locals.get(key);
  }

  /** The context of now with one value of an AsyncLocalStorage replaced, or removed. */
  function withLocal(key, value, present) {
    const locals = new Map(current === undefined ? null : current.locals);
    if (present) locals.set(key, value);
    else locals.delete(key);
    return { store: current === undefined ? undefined : current.store, locals };
  }

  return {
    capture,
    restore,
    within,
    getStore,
    run,
    runFrom,
    runIn,
    leave,
    enter,
    queueMicrotask,
    getLocal,
    withLocal,
  };
});
