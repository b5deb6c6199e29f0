// `structuredClone` (HTML standard, for the types a server has).
(function clone(native) {
  'use strict';

  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

  function refuse(what) {
    return new DOMException(`${what} cannot be cloned`, 'DataCloneError');
  }

  function describe(value) {
    if (typeof value === 'symbol') return value.toString();
    if (typeof value === 'function') return `The function ${value.name || '(anonymous)'}`;
    return `A value of class ${value.constructor?.name ?? tag(value)}`;
  }

  function copy(value, seen, transferred) {
    if (typeof value === 'symbol' || typeof value === 'function') throw refuse(describe(value));
    if (typeof value !== 'object' || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    const remember = (result) => {
      seen.set(value, result);
      return result;
    };

    if (Array.isArray(value)) {
      const result = remember([]);
      result.length = value.length;
      for (const key of Object.keys(value)) result[key] = copy(value[key], seen, transferred);
      return result;
    }
    if (value instanceof Date) return remember(new Date(value.getTime()));
    if (value instanceof RegExp) return remember(new RegExp(value.source, value.flags));
    if (value instanceof Map) {
      const result = remember(new Map());
      for (const [key, entry] of [...value]) result.set(copy(key, seen, transferred), copy(entry, seen, transferred));
      return result;
    }
    if (value instanceof Set) {
      const result = remember(new Set());
      for (const entry of [...value]) result.add(copy(entry, seen, transferred));
      return result;
    }
    if (value instanceof ArrayBuffer) {
      return remember(transferred.has(value) ? value.transfer() : value.slice(0));
    }
    if (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer) return remember(value);
    if (ArrayBuffer.isView(value)) {
      // Read first: transferring the buffer empties the view.
      const { byteOffset, byteLength, length } = value;
      const buffer = copy(value.buffer, seen, transferred);
      if (value instanceof DataView) return remember(new DataView(buffer, byteOffset, byteLength));
      const name = Object.getOwnPropertyDescriptor(TypedArray.prototype, Symbol.toStringTag).get.call(value);
      return remember(new globalThis[name](buffer, byteOffset, length));
    }
    if (value instanceof Error) {
      const made = value instanceof DOMException ? new DOMException(value.message, value.name) : new (ERRORS[value.name] ?? Error)(value.message);
      remember(made);
      if (Object.hasOwn(value, 'stack') && typeof value.stack === 'string') {
        Object.defineProperty(made, 'stack', { value: value.stack, writable: true, configurable: true, enumerable: false });
      }
      if (Object.hasOwn(value, 'cause')) {
        Object.defineProperty(made, 'cause', {
          value: copy(value.cause, seen, transferred), writable: true, configurable: true, enumerable: false,
        });
      }
      return made;
    }
    const kind = tag(value);
    if (kind === 'Boolean' || kind === 'Number' || kind === 'String' || kind === 'BigInt') {
      const primitive = value.valueOf();
      if (typeof primitive !== 'object') return remember(Object(primitive));
    }
    const { chunkOf, makeBlob, makeFile } = native.load('blob');
    const chunk = chunkOf(value);
    if (chunk !== undefined) {
      return remember(value instanceof File ? makeFile(chunk, value.name, value.type, value.lastModified) : makeBlob(chunk, value.type));
    }
    if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef || value instanceof Promise || kind === 'Symbol' || kind === 'Generator' || kind === 'AsyncGenerator') {
      throw refuse(describe(value));
    }
    if (kind !== 'Object' && kind !== 'Arguments' && Object.hasOwn(Object.getPrototypeOf(value) ?? {}, Symbol.toStringTag)) {
      throw refuse(describe(value)); // a platform class: Request, URL, …
    }
    const result = remember({});
    for (const key of Object.keys(value)) {
      Object.defineProperty(result, key, {
        value: copy(value[key], seen, transferred), writable: true, enumerable: true, configurable: true,
      });
    }
    return result;
  }

  function structuredClone(value, options) {
    if (arguments.length === 0) throw new TypeError('structuredClone needs a value');
    const transfer = new Set(options?.transfer ?? []);
    for (const item of transfer) if (!(item instanceof ArrayBuffer)) throw refuse('What is transferred must be an ArrayBuffer; this');
    const result = copy(value, new Map(), transfer);
    for (const item of transfer) if (!item.detached) item.transfer();
    return result;
  }

  return { structuredClone };
});
