// `node:assert`.
const { inspect } = globalThis.__formwork_native.load('inspect');

export class AssertionError extends Error {
  constructor({ message, actual, expected, operator, generated = false }) {
    super(message);
    this.name = 'AssertionError';
    this.code = 'ERR_ASSERTION';
    this.generatedMessage = generated;
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
  }
}

function fail_(message, actual, expected, operator, text) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message ?? text, actual, expected, operator, generated: message === undefined });
}

const compared = (actual, expected, title) => `${title}\n\nactual:   ${inspect(actual)}\nexpected: ${inspect(expected)}`;

/** Deep equality; `strict` compares with Object.is and prototypes. */
function deep(a, b, strict, seen = new Map()) {
  if (strict ? Object.is(a, b) : a == b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false;
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (a instanceof Date && b instanceof Date && a.getTime() !== b.getTime()) return false;
  if (a instanceof RegExp && b instanceof RegExp && (String(a) !== String(b) || a.lastIndex !== b.lastIndex)) return false;
  if (a instanceof Error && b instanceof Error && (a.message !== b.message || a.name !== b.name)) return false;
  if ((a instanceof String || a instanceof Number || a instanceof Boolean) && !Object.is(a.valueOf(), b.valueOf())) return false;
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && a.byteLength !== b.byteLength) return false;
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) return deep(new Uint8Array(a), new Uint8Array(b), strict, seen);
  if (a instanceof Set && b instanceof Set) {
    if (a.size !== b.size) return false;
    const rest = [...b];
    for (const value of a) {
      const at = rest.findIndex((other) => deep(value, other, strict, new Map(seen)));
      if (at === -1) return false;
      rest.splice(at, 1);
    }
  }
  if (a instanceof Map && b instanceof Map) {
    if (a.size !== b.size) return false;
    const rest = [...b];
    for (const [key, value] of a) {
      const at = rest.findIndex(([k, v]) => deep(key, k, strict, new Map(seen)) && deep(value, v, strict, new Map(seen)));
      if (at === -1) return false;
      rest.splice(at, 1);
    }
  }
  const symbols = (object) => Object.getOwnPropertySymbols(object).filter((key) => Object.prototype.propertyIsEnumerable.call(object, key));
  const keys = strict ? [...Object.keys(a), ...symbols(a)] : Object.keys(a);
  const others = strict ? [...Object.keys(b), ...symbols(b)] : Object.keys(b);
  return keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && deep(a[key], b[key], strict, seen));
}

export function ok(value, message) {
  if (!value) fail_(message, value, true, '==', 'The expression evaluated to a falsy value');
}

export function fail(message = 'Failed') {
  fail_(message, undefined, undefined, 'fail');
}

export function equal(actual, expected, message) {
  if (!(actual == expected || (Number.isNaN(actual) && Number.isNaN(expected)))) fail_(message, actual, expected, '==', `${inspect(actual)} == ${inspect(expected)}`);
}

export function notEqual(actual, expected, message) {
  if (actual == expected) fail_(message, actual, expected, '!=', `${inspect(actual)} != ${inspect(expected)}`);
}

export function strictEqual(actual, expected, message) {
  if (!Object.is(actual, expected)) fail_(message, actual, expected, 'strictEqual', compared(actual, expected, 'Expected values to be strictly equal:'));
}

export function notStrictEqual(actual, expected, message) {
  if (Object.is(actual, expected)) fail_(message, actual, expected, 'notStrictEqual', `Expected "actual" to be strictly unequal to: ${inspect(expected)}`);
}

export function deepEqual(actual, expected, message) {
  if (!deep(actual, expected, false)) fail_(message, actual, expected, 'deepEqual', compared(actual, expected, 'Expected values to be loosely deep-equal:'));
}

export function deepStrictEqual(actual, expected, message) {
  if (!deep(actual, expected, true)) fail_(message, actual, expected, 'deepStrictEqual', compared(actual, expected, 'Expected values to be strictly deep-equal:'));
}

export function notDeepEqual(actual, expected, message) {
  if (deep(actual, expected, false)) fail_(message, actual, expected, 'notDeepEqual', 'Expected values not to be loosely deep-equal');
}

export function notDeepStrictEqual(actual, expected, message) {
  if (deep(actual, expected, true)) fail_(message, actual, expected, 'notDeepStrictEqual', 'Expected values not to be strictly deep-equal');
}

export function match(text, pattern, message) {
  if (typeof text !== 'string' || !pattern.test(text)) fail_(message, text, pattern, 'match', `The input did not match ${pattern}: ${inspect(text)}`);
}

export function doesNotMatch(text, pattern, message) {
  if (typeof text === 'string' && pattern.test(text)) fail_(message, text, pattern, 'doesNotMatch', `The input was expected not to match ${pattern}: ${inspect(text)}`);
}

export function ifError(value) {
  if (value !== null && value !== undefined) throw value instanceof Error ? value : new AssertionError({ message: `ifError got unwanted exception: ${inspect(value)}`, actual: value, operator: 'ifError' });
}

/** Whether `error` is what was expected; throws what says why it is not. */
function expectedError(error, expected, message) {
  if (expected === undefined || typeof expected === 'string') return;
  if (expected instanceof RegExp) {
    if (!expected.test(String(error))) fail_(message, error, expected, 'throws', `The error did not match ${expected}: ${inspect(error)}`);
    return;
  }
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return;
    if (Object.prototype.isPrototypeOf.call(Error, expected)) throw error;
    if (expected.call({}, error) === true) return;
    fail_(message, error, expected, 'throws', 'The validation function did not return true');
  }
  for (const key of [...Object.keys(expected), ...(expected instanceof Error ? ['name', 'message'] : [])]) {
    const wanted = expected[key];
    const same = wanted instanceof RegExp && typeof error?.[key] === 'string' ? wanted.test(error[key]) : deep(error?.[key], wanted, true);
    if (!same) fail_(message, error, expected, 'throws', compared(error?.[key], wanted, `The error's ${key} is not as expected`));
  }
}

export function throws(fn, expected, message) {
  let error;
  try {
    fn();
  } catch (thrown) {
    error = [thrown];
  }
  if (error === undefined) fail_(message ?? (typeof expected === 'string' ? expected : undefined), undefined, expected, 'throws', 'Missing expected exception.');
  expectedError(error[0], expected, message);
}

export function doesNotThrow(fn, message) {
  try {
    fn();
  } catch (error) {
    fail_(typeof message === 'string' ? message : undefined, error, undefined, 'doesNotThrow', `Got unwanted exception: ${error?.message}`);
  }
}

export async function rejects(promise, expected, message) {
  let error;
  try {
    await (typeof promise === 'function' ? promise() : promise);
  } catch (thrown) {
    error = [thrown];
  }
  if (error === undefined) fail_(message ?? (typeof expected === 'string' ? expected : undefined), undefined, expected, 'rejects', 'Missing expected rejection.');
  expectedError(error[0], expected, message);
}

export async function doesNotReject(promise, message) {
  try {
    await (typeof promise === 'function' ? promise() : promise);
  } catch (error) {
    fail_(typeof message === 'string' ? message : undefined, error, undefined, 'doesNotReject', `Got unwanted rejection: ${error?.message}`);
  }
}

const common = {
  AssertionError, ok, fail, strictEqual, notStrictEqual, deepStrictEqual, notDeepStrictEqual, match, doesNotMatch, ifError, throws,
  doesNotThrow, rejects, doesNotReject,
};

export const strict = Object.assign((value, message) => ok(value, message), common, {
  equal: strictEqual, notEqual: notStrictEqual, deepEqual: deepStrictEqual, notDeepEqual: notDeepStrictEqual,
});
strict.strict = strict;

const assert = Object.assign((value, message) => ok(value, message), common, { equal, notEqual, deepEqual, notDeepEqual, strict });

export default assert;
