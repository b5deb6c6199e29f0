// Iteration of `Headers`; the class itself is native (src/web/headers.rs).
(function headers(native) {
  'use strict';

  /** Pairs in order, one after the other, as the list is when each is asked for (Web IDL, "value pairs to iterate over"). */
  function* pairs(headers) {
    let flat = native.headersSorted(headers);
    for (let i = 0; i < flat.length; i += 2) {
      yield [flat[i], flat[i + 1]];
      flat = native.headersSorted(headers);
    }
  }

  const methods = {
    *entries() {
      yield* pairs(this);
    },
    *keys() {
      for (const [name] of pairs(this)) yield name;
    },
    *values() {
      for (const [, value] of pairs(this)) yield value;
    },
    forEach(callback, thisArg) {
      for (const [name, value] of pairs(this)) callback.call(thisArg, value, name, this);
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
