// Iteration of `Headers`; the class itself is native (src/web/headers.rs).
(function headers(native) {
  'use strict';

  const methods = {
    *entries() {
      const flat = native.headersSorted(this);
      for (let i = 0; i < flat.length; i += 2) yield [flat[i], flat[i + 1]];
    },
    *keys() {
      const flat = native.headersSorted(this);
      for (let i = 0; i < flat.length; i += 2) yield flat[i];
    },
    *values() {
      const flat = native.headersSorted(this);
      for (let i = 0; i < flat.length; i += 2) yield flat[i + 1];
    },
    forEach(callback, thisArg) {
      const flat = native.headersSorted(this);
      for (let i = 0; i < flat.length; i += 2) callback.call(thisArg, flat[i + 1], flat[i], this);
    },
    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      return 'Headers ' + inspect(Object.fromEntries(methods.entries.call(this)), options);
    },
  };
  for (const key of Reflect.ownKeys(methods)) {
    Object.defineProperty(Headers.prototype, key, {
      value: methods[key],
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }
  Object.defineProperty(Headers.prototype, Symbol.iterator, {
    value: methods.entries,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  return {};
});
