// Puts the globals in place. Most are accessors that evaluate their script when first looked at and
// then become plain properties, so that starting an isolate costs next to nothing.
(function boot(native) {
  'use strict';

  const loaded = new Map();

  /** The exports of a script, evaluated at most once. */
  native.load = function load(name) {
    let exports = loaded.get(name);
    if (exports === undefined) {
      exports = native.script(name)(native);
      loaded.set(name, exports);
    }
    return exports;
  };

  /** Hands an error that has no one to catch it to the host's reporter of unhandled rejections. */
  native.report = function report(error) {
    Promise.reject(error);
  };

  function define(target, name, value) {
    Object.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true });
  }

  function lazy(script, names) {
    for (const name of names) {
      Object.defineProperty(globalThis, name, {
        configurable: true,
        enumerable: false,
        get() {
          const value = native.load(script)[name];
          define(globalThis, name, value);
          return value;
        },
        set(value) {
          define(globalThis, name, value);
        },
      });
    }
  }

  const context = native.load('context');
  define(globalThis, '__formwork_capture', context.capture);
  define(globalThis, '__formwork_restore', context.restore);
  define(globalThis, 'queueMicrotask', context.queueMicrotask);
  native.context = context;

  native.load('headers');
  Object.defineProperty(URL.prototype, 'searchParams', {
    configurable: true,
    enumerable: true,
    get() {
      return native.load('url').paramsOf(this);
    },
  });

  lazy('blob', ['Blob', 'File']);
  lazy('clone', ['structuredClone']);
  lazy('compression', ['CompressionStream', 'DecompressionStream']);
  lazy('console', ['console']);
  lazy('crypto', ['crypto', 'Crypto', 'CryptoKey', 'SubtleCrypto']);
  lazy('encoding', ['TextEncoder', 'TextDecoder']);
  lazy('events', ['Event', 'EventTarget', 'CustomEvent', 'AbortController', 'AbortSignal']);
  lazy('fetch', ['Request', 'Response', 'fetch']);
  lazy('form', ['FormData']);
  lazy('messages', ['MessageChannel', 'MessagePort', 'MessageEvent']);
  lazy('streams', [
    'ReadableStream',
    'ReadableStreamDefaultReader',
    'ReadableStreamBYOBReader',
    'ReadableStreamDefaultController',
    'ReadableByteStreamController',
    'CountQueuingStrategy',
    'ByteLengthQueuingStrategy',
  ]);
  lazy('writable', ['WritableStream', 'WritableStreamDefaultWriter', 'WritableStreamDefaultController']);
  lazy('transform', [
    'TransformStream',
    'TransformStreamDefaultController',
    'TextEncoderStream',
    'TextDecoderStream',
  ]);
  lazy('url', ['URLSearchParams']);
  lazy('timers', [
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'clearImmediate',
  ]);
  Object.defineProperty(globalThis, 'process', {
    configurable: true,
    enumerable: false,
    get() {
      const value = native.load('process').process;
      define(globalThis, 'process', value);
      return value;
    },
    set(value) {
      define(globalThis, 'process', value);
    },
  });
  Object.defineProperty(globalThis, 'Buffer', {
    configurable: true,
    enumerable: false,
    get() {
      const value = native.load('buffer').Buffer;
      define(globalThis, 'Buffer', value);
      return value;
    },
    set(value) {
      define(globalThis, 'Buffer', value);
    },
  });
  // The engine's own versions of these know no options; ours are loaded when one is called.
  const localised = {
    number(locales, options) {
      return new (native.load('intl').NumberFormat)(locales, options).format(this);
    },
    date: (defaults) =>
      function dateText(locales, options) {
        if (Number.isNaN(this.getTime())) return 'Invalid Date';
        return new (native.load('intl').DateTimeFormat)(locales, options, defaults).format(this);
      },
    compare(other, locales, options) {
      return native.load('intl').localeCompare(String(this), other, locales, options);
    },
  };
  const day = { year: 'numeric', month: 'numeric', day: 'numeric' };
  const time = { hour: 'numeric', minute: '2-digit', second: '2-digit' };
  if (globalThis.Intl === undefined) {
    lazy('intl', ['Intl']);
    define(Number.prototype, 'toLocaleString', localised.number);
    define(BigInt.prototype, 'toLocaleString', localised.number);
    define(Date.prototype, 'toLocaleString', localised.date({ ...day, ...time }));
    define(Date.prototype, 'toLocaleDateString', localised.date(day));
    define(Date.prototype, 'toLocaleTimeString', localised.date(time));
    define(String.prototype, 'localeCompare', localised.compare);
  }

  define(globalThis, 'global', globalThis);
  define(globalThis, 'navigator', Object.freeze({ userAgent: 'Formwork', hardwareConcurrency: 1, language: 'en' }));

  Object.freeze(native);

  /** A function of a script that is evaluated when it is first called. */
  function door(script, name) {
    let fn;
    return (a, b, c, d) => (fn ??= native.load(script)[name])(a, b, c, d);
  }

  return {
    makeRequest: door('fetch', 'makeRequest'),
    openRequest: door('fetch', 'openRequest'),
    makeResponse: door('fetch', 'makeResponse'),
    openResponse: door('fetch', 'openResponse'),
    isResponse: door('fetch', 'isResponse'),
    fireTimer: door('timers', 'fire'),
    leaveContext: context.leave,
    currentStore: context.getStore,
  };
});
