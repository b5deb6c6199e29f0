// `node:util`.
import assertDefault from 'node:assert';

const native = globalThis.__formwork_native;
export const { inspect, format, formatWithOptions } = native.load('inspect');
export const { TextEncoder, TextDecoder } = globalThis;

const kCustom = Symbol.for('nodejs.util.promisify.custom');

export function promisify(original) {
  if (typeof original !== 'function') {
    const error = new TypeError('The "original" argument must be of type function.');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  if (original[kCustom] !== undefined) return original[kCustom];
  function promisified(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error, value) => (error ? reject(error) : resolve(value))]);
    });
  }
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original));
  return Object.defineProperties(promisified, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = kCustom;

// Functions whose promise form is not "callback last with (error, value)".
Object.defineProperty(globalThis.setTimeout, kCustom, {
  value: (delay, value) => new Promise((resolve) => globalThis.setTimeout(resolve, delay, value)),
  configurable: true,
});
Object.defineProperty(globalThis.setImmediate, kCustom, {
  value: (value) => new Promise((resolve) => globalThis.setImmediate(resolve, value)),
  configurable: true,
});

export function callbackify(original) {
  return function callbackified(...args) {
    const callback = args.pop();
    Reflect.apply(original, this, args).then(
      (value) => queueMicrotask(() => callback(null, value)),
      (error) => queueMicrotask(() => callback(error)),
    );
  };
}

export function inherits(constructor, parent) {
  Object.defineProperty(constructor, 'super_', { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}

export function deprecate(fn, message, code) {
  let warned = false;
  return function deprecated(...args) {
    if (!warned) {
      warned = true;
      globalThis.process.emitWarning(`${code ? `[${code}] ` : ''}${message}`);
    }
    return new.target ? Reflect.construct(fn, args, new.target) : Reflect.apply(fn, this, args);
  };
}

export function isDeepStrictEqual(a, b) {
  try {
    assertDefault.deepStrictEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

export const debuglog = () => Object.assign(() => {}, { enabled: false });
export { debuglog as debug };
export const stripVTControlCharacters = (text) => text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
export const toUSVString = (text) => String(text).toWellFormed();
export const styleText = (style, text) => String(text);

const TypedArray = Object.getPrototypeOf(Uint8Array);
const tagged = (tag) => (value) => Object.prototype.toString.call(value) === `[object ${tag}]`;
export const types = {
  isPromise: (value) => value instanceof Promise,
  isRegExp: (value) => value instanceof RegExp,
  isDate: (value) => value instanceof Date,
  isNativeError: (value) => value instanceof Error,
  isMap: (value) => value instanceof Map,
  isSet: (value) => value instanceof Set,
  isWeakMap: (value) => value instanceof WeakMap,
  isWeakSet: (value) => value instanceof WeakSet,
  isArrayBuffer: (value) => value instanceof ArrayBuffer,
  isAnyArrayBuffer: (value) => value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer),
  isArrayBufferView: (value) => ArrayBuffer.isView(value),
  isTypedArray: (value) => value instanceof TypedArray,
  isUint8Array: (value) => value instanceof Uint8Array,
  isDataView: (value) => value instanceof DataView,
  isAsyncFunction: tagged('AsyncFunction'),
  isGeneratorFunction: tagged('GeneratorFunction'),
  isGeneratorObject: tagged('Generator'),
  isSymbolObject: (value) => typeof value === 'object' && value instanceof Symbol,
  isNumberObject: (value) => typeof value === 'object' && value instanceof Number,
  isStringObject: (value) => typeof value === 'object' && value instanceof String,
  isBooleanObject: (value) => typeof value === 'object' && value instanceof Boolean,
  isBoxedPrimitive: (value) => [Number, String, Boolean, Symbol, BigInt].some((type) => typeof value === 'object' && value instanceof type),
  isProxy: (value) => native.proxyTarget(value) !== undefined,
};

/** Command line arguments as an object (the part of Node's function that people use). */
export function parseArgs({ args = [], options = {}, allowPositionals = false, strict = true } = {}) {
  const values = Object.create(null);
  const positionals = [];
  const short = Object.fromEntries(Object.entries(options).filter(([, option]) => option.short).map(([name, option]) => [option.short, name]));
  const put = (name, value) => {
    if (strict && options[name] === undefined) throw Object.assign(new TypeError(`Unknown option '--${name}'`), { code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION' });
    if (options[name]?.multiple) (values[name] ??= []).push(value);
    else values[name] = value;
  };
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift();
    if (arg === '--') {
      positionals.push(...rest.splice(0));
    } else if (arg.startsWith('--')) {
      const at = arg.indexOf('=');
      const name = at === -1 ? arg.slice(2) : arg.slice(2, at);
      if (options[name]?.type === 'string') put(name, at === -1 ? rest.shift() : arg.slice(at + 1));
      else put(name, true);
    } else if (arg.startsWith('-') && arg.length > 1) {
      const name = short[arg[1]] ?? arg[1];
      if (options[name]?.type === 'string') put(name, arg.slice(2) || rest.shift());
      else for (const letter of arg.slice(1)) put(short[letter] ?? letter, true);
    } else {
      if (strict && !allowPositionals) throw Object.assign(new TypeError(`Unexpected argument '${arg}'`), { code: 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL' });
      positionals.push(arg);
    }
  }
  for (const [name, option] of Object.entries(options)) if (option.default !== undefined && values[name] === undefined) values[name] = option.default;
  return { values, positionals };
}

export const { isArray } = Array;

export default {
  inspect, format, formatWithOptions, promisify, callbackify, inherits, deprecate, isDeepStrictEqual, debuglog, debug: debuglog,
  stripVTControlCharacters, toUSVString, styleText, types, isArray, parseArgs, TextEncoder, TextDecoder,
};
