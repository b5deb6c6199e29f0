// Random values of every kind that devalue knows (S-149), and of kinds that it must refuse.
import { Buffer } from 'node:buffer';
import { Box, Point, own } from 'test:custom';

const NUMBERS = [
  0, -0, 1, -1, -2, -3, -7, 0.1, 1.5, -1e-7, 1e21, 123456789012345680000, 5e-324, 1.7976931348623157e308,
  2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 2 ** 53 - 1, NaN, Infinity, -Infinity, 1e-6, 1e-7, 4294967295,
];

// Everything that some reader of the text takes for something else: HTML, JavaScript, JSON, UTF-8.
const PIECES = [
  'a', 'Z', '0', '9', '_', '$', ' ', '-', '.', '<', '</script>', '</SCRIPT ', '<!--', '-->', ']]>', '&lt;', '>',
  '\u2027', '\u2028', '\u2029', '\u202a', '\u20ac', '\u00e2\u0080\u00a8', '\u00e9', 'e\u0301', '\ud7ff', '\ue000',
  '\u{1f600}', '\u{1d11e}', '\u{10000}', '\u{10ffff}', '\ufeff', '\ufffd', '\ufffe', '\uffff', '\0', '\x01', '\x08', '\t', '\n',
  '\x0b', '\f', '\r', '\x1f', '\x7f', '\x80', '\x85', '\xa0', '\xad', '"', "'", '`', '${', '\\', '\\u2028', '\\ud800', '/', '//', '/*', '%', '&', '=',
  '+', '[', ']', '{', '}', ',', ':', '-1', 'null', 'tag:', '__proto__',
];

const KEYS = [
  '', 'a', 'b', 'c', 'x', 'y', 'id', '_', '$', '$a_1', 'then', 'toJSON', 'length', 'constructor', 'toString', 'valueOf', 'hasOwnProperty',
  'prototype', '__proto', '__proto__x', '__defineGetter__', '0', '1', '2', '10', '9', '007', '-1', '+1', '1.5', '1e3',
  ' 1', '4294967294', '4294967295', '4294967296', '2147483647', '2147483648', '9007199254740993', '9a', 'a-b', 'a b', 'a.b', '\u00e9', '<b>',
  '"', 'Infinity', 'NaN', 'undefined', 'null', 'true',
];

// Not indices of an array, although some look like one.
const NO_INDICES = ['x', '01', '00', '+1', '-1', '1.0', '1e0', ' 1', '4294967295', '4294967296', '7\0', '\ud800'];

const URLS = [
  'https://example.com/', 'http://a.b/c?d=e&f=%3C#g', 'https://u:p@[::1]:8080/x', 'file:///etc/x', 'data:text/html,<script>',
  'javascript:alert(1)', 'mailto:a@b', 'http://b\u00fccher.example/\u00e9?\u{1f600}', 'blob:https://a/b', 'http://a/?q=</script>&\u2028', 'x:\u2028<y',
];

const PATTERNS = [
  '', 'a', '/', '\\/', '[/]', '<\\/script>', '<!--', '\\u2028', '\u2029', '(?<n>x)\\k<n>', '^$', '\\n', '\n', '"', "\\'", '\\\\', '.*+?'.slice(0, 3), '[^\\]]', '\u{1f600}', '\\p{L}', '(?:)',
];

const VIEWS = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
  BigInt64Array, BigUint64Array, ...(typeof Float16Array === 'function' ? [Float16Array] : []),
];

class List extends Array {}
class Bytes extends Uint8Array {}
class Instance {
  field = 1;
}

/** What has no text; each with a name for the reports. */
export const REFUSED = {
  function: () => function named() {},
  arrow: () => () => {},
  'async function': () => async () => {},
  class: () => Instance,
  symbol: () => Symbol('s'),
  'well-known symbol': () => Symbol.iterator,
  'class instance': () => new Instance(),
  'tagged instance': () => Object.create({ [Symbol.toStringTag]: 'Thing' }),
  'object of an object': () => Object.create({}),
  promise: () => Promise.resolve(1),
  thenable: () => ({ then() {} }),
  'thenable by getter': () => ({ get then() { return () => {}; } }),
  'thenable without prototype': () => Object.assign(Object.create(null), { then() {} }),
  'thenable array': () => Object.assign([1, 2], { then() {} }),
  'thenable date': () => Object.assign(new Date(0), { then() {} }),
  'thenable map': () => Object.assign(new Map(), { then() {} }),
  'symbol key': () => ({ a: 1, [Symbol('k')]: 2 }),
  'symbol key without prototype': () => Object.assign(Object.create(null), { [Symbol('k')]: 2 }),
  'own __proto__ key': () => JSON.parse('{"a":1,"__proto__":{"b":2},"c":3}'),
  'own __proto__ key without prototype': () =>
    Object.defineProperty(Object.create(null), '__proto__', { value: 1, enumerable: true }),
  error: () => new TypeError('x'),
  'weak map': () => new WeakMap(),
  'weak set': () => new WeakSet(),
  'boxed symbol': () => Object(Symbol('s')),
  generator: () => (function* () {})(),
  iterator: () => [].values(),
  'proxy of a map': () => new Proxy(new Map(), {}),
  'proxy of a date': () => new Proxy(new Date(0), {}),
  'proxy of an instance': () => new Proxy(new Instance(), {}),
  'proxy of a function': () => new Proxy(() => {}, {}),
  headers: () => new Headers(),
  file: () => new File(['x'], 'x.txt'),
  'form data': () => new FormData(),
  ...(typeof SharedArrayBuffer === 'function' && {
    'shared buffer': () => new SharedArrayBuffer(4),
    'view of a shared buffer': () => new Uint8Array(new SharedArrayBuffer(4)),
  }),
};

/**
 * Makes one value. `custom` also makes values that only reducers can take, `refused` also values that
 * nothing can take.
 */
export function generate(random, { custom, refused }) {
  const { below, chance, pick, bits } = random;
  // Grown now and then far beyond the usual, for the indices of two and three digits.
  let budget = chance(1, 40) ? 300 : 4 + below(40);
  const met = [];
  const buffers = [];

  const remember = (value) => {
    met.push(value);
    return value;
  };

  function string() {
    if (chance(1, 12)) return '';
    let text = '';
    for (let length = 1 + below(6); length > 0; length -= 1) text += pick(PIECES);
    if (!chance(1, 60)) return text;
    while (text.length < 9000) text += text + pick(PIECES);
    // Joined, because a long string made by concatenation is of another kind inside the engine until it is
    // looked into, and in a Map of some size, such as the package keeps, it is not found again after that.
    return [text, ''].join('');
  }

  function number() {
    switch (below(5)) {
      case 0:
        return below(10);
      case 1:
        return (bits() | 0) / pick([1, 10, 1000, 4096]);
      case 2:
        return new Float64Array(new Uint32Array([bits(), bits()]).buffer)[0];
      default:
        return pick(NUMBERS);
    }
  }

  function bigint() {
    let value = BigInt(bits()) - 2n ** 31n;
    while (chance(1, 3)) value = value * 2n ** 40n + BigInt(bits());
    return chance(1, 3) ? pick([0n, 1n, -1n, 2n ** 63n, -(2n ** 64n)]) : value;
  }

  function primitive() {
    switch (below(9)) {
      case 0:
        return undefined;
      case 1:
        return null;
      case 2:
        return chance(1, 2);
      case 3:
        return bigint();
      case 4:
      case 5:
        return number();
      default:
        return string();
    }
  }

  function buffer() {
    if (buffers.length > 0 && chance(2, 3)) return pick(buffers);
    const length = 8 * below(5) + (chance(1, 4) ? below(8) : 0);
    const made = chance(1, 12) ? new ArrayBuffer(length, { maxByteLength: length + 16 }) : new ArrayBuffer(length);
    const bytes = new Uint8Array(made);
    for (let at = 0; at < length; at += 1) bytes[at] = bits();
    buffers.push(made);
    return made;
  }

  function view() {
    const over = buffer();
    if (chance(1, 6)) {
      if (chance(1, 2)) return new DataView(over);
      const from = below(over.byteLength + 1);
      return new DataView(over, from, below(over.byteLength - from + 1));
    }
    const View = chance(1, 20) ? Bytes : pick(VIEWS);
    const size = View.BYTES_PER_ELEMENT;
    const room = Math.floor(over.byteLength / size);
    if (chance(1, 2) && over.byteLength % size === 0) return new View(over);
    const from = below(room + 1);
    return new View(over, from * size, below(room - from + 1));
  }

  function regexp() {
    let flags = '';
    for (const flag of 'dgimsy') if (chance(1, 4)) flags += flag;
    flags += pick(['', '', 'u', 'v']);
    const source = pick(PATTERNS);
    try {
      return new RegExp(source, flags);
    } catch {
      return new RegExp('x', flags);
    }
  }

  function date() {
    if (chance(1, 4)) return new Date(pick([NaN, 0, -0, -1, 8.64e15, -8.64e15, 253402300800000, -62198755200000, -62167219200001]));
    return new Date((bits() - 2 ** 31) * pick([1, 1000, 1e6, 2e6]));
  }

  function url() {
    const made = new URL(pick(URLS));
    if (chance(1, 3)) made.search = string();
    if (chance(1, 3)) made.hash = string();
    return made;
  }

  function search_params() {
    const made = new URLSearchParams();
    for (let count = below(4); count > 0; count -= 1) made.append(string(), string());
    return made;
  }

  const key = () => (chance(1, 4) ? string() : pick(KEYS));

  function fill(object, depth) {
    for (let count = below(6); count > 0; count -= 1) {
      const name = key();
      if (name === '__proto__' || Object.hasOwn(object, name)) continue;
      const value = any(depth);
      if (name === 'then' && typeof value === 'function') continue;
      if (chance(1, 30)) Object.defineProperty(object, name, { get: () => value, enumerable: true, configurable: true });
      else if (chance(1, 40)) Object.defineProperty(object, name, { value, enumerable: false, configurable: true });
      else object[name] = value;
    }
    if (chance(1, 40)) Object.defineProperty(object, Symbol('hidden'), { value: 1, enumerable: false });
    return object;
  }

  function object(depth) {
    switch (below(8)) {
      case 0:
      case 1:
        return fill(remember(Object.create(null)), depth);
      case 2:
        // As objects of another realm look: their prototype is not ours, but has none itself.
        return fill(remember(Object.create(Object.create(null))), depth);
      case 3:
        if (chance(1, 4)) return remember(new Proxy(fill({}, depth), {}));
      // falls through
      default:
        return fill(remember({}), depth);
    }
  }

  function array(depth) {
    const made = remember(chance(1, 30) ? new List() : []);
    switch (below(6)) {
      case 0:
        made.length = below(12);
        break;
      case 1: {
        // Lengths on both sides of the border between the two forms, and the longest there is.
        made.length = pick([20, 99, 100, 101, 999, 1000, 100000, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1]);
        for (let count = below(6); count > 0; count -= 1) made[below(2) ? below(30) % made.length : bits() % made.length] = any(depth);
        if (chance(1, 3)) made[made.length - 1] = any(depth);
        break;
      }
      default:
        break;
    }
    if (made.length < 30) {
      const length = Math.max(made.length, below(8));
      for (let at = 0; at < length; at += 1) {
        if (chance(1, made.length === 0 ? 20 : 2)) continue;
        made[at] = any(depth);
      }
    }
    if (chance(1, 12)) made[pick(NO_INDICES)] = 'no element';
    if (chance(1, 60) && made.length < 100) return remember(new Proxy(made, {}));
    return made;
  }

  function set(depth) {
    const made = remember(new Set());
    for (let count = below(5); count > 0; count -= 1) made.add(any(depth));
    return made;
  }

  function map(depth) {
    const made = remember(new Map());
    for (let count = below(5); count > 0; count -= 1) made.set(chance(1, 2) ? string() : any(depth), any(depth));
    return made;
  }

  function custom_value(depth) {
    switch (below(6)) {
      case 0:
        return `tag:${string()}`;
      case 1:
        return pick(own.functions);
      case 2:
        return pick(own.symbols);
      case 3: {
        // Remembered before it is complete: it may then need itself (S-158).
        if (chance(2, 3)) {
          const made = remember(new Box({}));
          fill(made.content, depth);
          if (chance(1, 4)) made.content.self = [made];
          return made;
        }
        return remember(new Box(remember(fill({}, depth))));
      }
      default:
        return remember(new Point(any(depth), any(depth)));
    }
  }

  function any(depth) {
    budget -= 1;
    if (refused && chance(1, 8)) return REFUSED[pick(Object.keys(REFUSED))]();
    if (met.length > 0 && chance(1, 7)) return pick(met);
    if (budget <= 0 || depth > 12 || chance(1, 3)) return primitive();
    if (custom && chance(1, 6)) return custom_value(depth + 1);
    switch (below(24)) {
      case 0:
        return remember(date());
      case 1:
        return remember(regexp());
      case 2:
        return set(depth + 1);
      case 3:
      case 4:
        return map(depth + 1);
      case 5:
        return remember(Object(pick([string, number, bigint, () => chance(1, 2)])()));
      case 6:
        return remember(chance(1, 2) ? url() : search_params());
      case 7:
        return buffer();
      case 8:
      case 9:
      case 10:
        return remember(view());
      case 11:
        return remember(Buffer.from(string()).subarray(0, 1 + below(8)));
      case 12:
      case 13:
      case 14:
      case 15:
      case 16:
        return array(depth + 1);
      default:
        return object(depth + 1);
    }
  }

  // Mostly a container, so that there is something inside.
  return pick([any, array, array, map, set, object, object, object])(0);
}
