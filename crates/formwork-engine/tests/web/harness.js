// A few functions to write checks with. Each test runs alone, in order; all failures are collected.
(() => {
  'use strict';
  const tests = [];
  globalThis.test = (name, fn) => tests.push([name, fn]);

  const show = (value) => globalThis.__formwork_native.load('inspect').inspect(value, { depth: 5 });

  function same(a, b) {
    if (Object.is(a, b)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    if (a instanceof Map || a instanceof Set) return same([...a], [...b]);
    if (a instanceof Date) return a.getTime() === b.getTime();
    if (a instanceof RegExp) return String(a) === String(b);
    if (a instanceof ArrayBuffer) return same(new Uint8Array(a), new Uint8Array(b));
    const keys = Reflect.ownKeys(a);
    return keys.length === Reflect.ownKeys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
  }

  class Failed extends Error {}
  const fail = (message) => {
    throw new Failed(message);
  };

  globalThis.assert = (condition, message = 'not true') => condition || fail(message);
  globalThis.eq = (actual, expected, message = '') =>
    same(actual, expected) || fail(`${message}\n    expected ${show(expected)}\n    got      ${show(actual)}`);

  function check(error, type, text) {
    const name = typeof type === 'function' ? type.name : type;
    if (error?.name !== name && !(typeof type === 'function' && error instanceof type)) fail(`expected a ${name}, got ${error?.name}: ${error?.message}`);
    if (text !== undefined && !(text instanceof RegExp ? text.test(error.message) : String(error.message).includes(text))) {
      fail(`expected the message to contain ${text}, got ${error.message}`);
    }
    return error;
  }
  globalThis.throws = (fn, type = Error, text) => {
    let result;
    try {
      result = fn();
    } catch (error) {
      return check(error, type, text);
    }
    return fail(`expected a throw, got ${show(result)}`);
  };
  globalThis.rejects = async (promise, type = Error, text) => {
    let result;
    try {
      result = await (typeof promise === 'function' ? promise() : promise);
    } catch (error) {
      return check(error, type, text);
    }
    return fail(`expected a rejection, got ${show(result)}`);
  };

  globalThis.runTests = async () => {
    let failures = '';
    for (const [name, fn] of tests) {
      try {
        await fn();
      } catch (error) {
        failures += `  ✗ ${name}: ${error?.name ?? ''} ${error?.message ?? show(error)}\n`;
        if (!(error instanceof Failed)) failures += `${error?.stack ?? ''}\n`;
      }
    }
    return [tests.length, failures];
  };
})();
