// Values and texts that chance would not find, and everything in which ours and the package differ.
import * as npm from 'devalue';
import { Buffer } from 'node:buffer';
import { attempt, part, report, same_path, show } from 'test:compare';
import { Point, reducers } from 'test:custom';
import { REFUSED } from 'test:generate';
import { check as check_text } from 'test:hostile';

// --- Values -------------------------------------------------------------------------------------

/** Written alike, for reasons worth a row; reducers may stand beside the value. */
const VALUES = {
  'toJSON is not consulted': [() => Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 'no' })],
  'a class without a parent is plain (S-152)': [() => new (class extends null { constructor() { return Object.create(new.target.prototype); } })()],
  'Object.prototype is an object without prototype': [() => Object.prototype],
  arguments: [() => (function () { return arguments; })(1, 'a')],
  Math: [() => Math],
  'not indices, although Rust would read them as numbers (S-151)': [
    () => Object.assign(Array(2000), { 5: 'x', '05': 'y', '+5': 'y', '+7': 'z', '00': 'w' }),
  ],
  'properties of an array that are no UTF-8, or end in a NUL': [
    () => ['\ud800', '7\0', '\0'].map((name) => Object.assign(Array(2000), { 5: 'x', [name]: 'y' })),
  ],
  'an element that is not enumerable': [() => Object.defineProperty(Array(2000), 7, { value: 1, enumerable: false })],
  'the shortest array that is written sparse (S-151)': [() => Array(3)],
  ...Object.fromEntries(
    [2, 3, 9, 10, 11, 99, 100, 101].flatMap((length) =>
      [0, 1, 2, 5, 20].filter((present) => present < length).map((present) => [
        `${present} of ${length} (S-151)`,
        [() => { const array = Array(length); for (let at = 0; at < present; at += 1) array[length - 1 - at] = at; return array; }],
      ]),
    ),
  ),
  'lengths beyond those of a signed integer (S-151, S-159)': [
    () => [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1].flatMap((length) => {
      const [empty, last] = [[], []];
      empty.length = length;
      last[length - 1] = 'x';
      return [empty, last];
    }),
  ],
  'a large array whose hole comes late': [() => { const array = Array.from({ length: 50 }, (_, at) => at); array.length = 5000; return [array, array]; }],
  'small and whole buffers of Node (S-153)': [() => [Buffer.from('abc'), Buffer.alloc(0), Buffer.from('abcdef').subarray(1, 3)]],
  'a view of nothing at the end': [() => { const buffer = new ArrayBuffer(8); return [new Uint8Array(buffer, 8), new Uint16Array(buffer, 8, 0), new DataView(buffer, 8), buffer]; }],
  'a view that grows with its buffer': [() => new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }))],
  'a proxy of an array': [() => new Proxy([1, , 3], {})],
  'a proxy of an object': [() => new Proxy({ a: 1 }, { ownKeys: () => ['b', 'a'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }), get: (_, key) => (key === 'then' ? undefined : String(key)) })],
  'a getter is read once': [() => { let reads = 0; return { get a() { reads += 1; return reads % 2; } }; }],
  'a date whose getters lie': [() => Object.assign(new Date(5), { getTime: () => 7 })],
  'invalid and extreme dates': [() => [NaN, 8.64e15, -8.64e15, -62167219200001, 253402300800000].map((time) => new Date(time))],
  'numbers at the edges of their forms': [() => [1e21, 1e-7, 123456789012345680000, 1e-6, 0.1 + 0.2, 5e-324, 2 ** 53, -(2 ** 31) - 1, 4294967296.5]],
  'a long string made by concatenation, which the engine keeps in parts': [
    () => { let text = '</'; while (text.length < 9000) text += `${text}\u{1d11e}`; return [text, text]; },
  ],
  'types do not mix (S-146)': [() => [1, '1', true, 'true', 1n, null, 'null', '["BigInt","1"]']],
  'the same bigint twice': [() => [2n ** 70n, 2n ** 70n, Object(2n ** 70n)]],
  'keys of all integer-like forms': [() => ({ b: 1, 4294967295: 1, 4294967294: 1, 2147483648: 1, 2147483647: 1, 10: 1, 9: 1, '-1': 1, '01': 1, '1.0': 1 })],
  'zeros of a map and a set': [() => [new Map([[-0, -0]]), new Set([-0])]],
  'a map that holds itself in every place': [() => { const map = new Map(); map.set(map, map); map.set('m', [map]); return map; }],
  'a regular expression with a line break in it': [() => [new RegExp('\n\u2028/</script>', 'g'), /[\/]\//v, new RegExp('')]],
  'a reducer named like a built-in type (S-158)': [() => new Date(1), { Date: (value) => value instanceof Date && value.getTime() }],
  'a reducer that gives the value itself': [() => ({ a: 1 }), { Self: (value) => typeof value === 'object' && value }],
  'reducers are asked for primitives, but not for sentinels (S-180)': [() => [1, null, false, '', undefined, NaN, -0, 0n], { P: (value) => typeof value !== 'object' && ['P'] }],
  'falsy answers of a reducer': [() => [1, 2, 3, 4, 5, 6, 7], { F: (value) => [0, -0, 0n, NaN, '', null, undefined, false][value] }],
  'the first reducer wins, in order': [() => new Point(1, 2), { A: () => false, B: (value) => value instanceof Point && 'b', C: () => 'c' }],
  'a reducer takes a promise and a function': [() => [Promise.resolve(), () => {}, Symbol('x')], { P: (value) => (value instanceof Promise || ['function', 'symbol'].includes(typeof value)) && 'taken' }],
  'a reducer takes what a Buffer views': [() => new Uint8Array([1, 2]).subarray(1), { B: (value) => value instanceof ArrayBuffer && value.byteLength }],
};

/** Refused alike, each with where (S-154). */
const PATHS = {
  '': [() => () => {}],
  '.a': [() => ({ b: 1, a: Symbol() })],
  '.a.$b_1[0]': [() => ({ a: { $b_1: [() => {}] } })],
  '["9a"]["a-b"][""]': [() => ({ '9a': { 'a-b': { '': () => {} } } })],
  '["0"]': [() => ({ b: {}, 0: () => {} })],
  '[1000]': [() => { const array = []; array[1000] = () => {}; return array; }],
  '[1]': [() => [, () => {}]],
  '.get("k\\"\\n")[0]': [() => new Map([['k"\n', [() => {}]]])],
  '.get("\\u003C\\u2028")': [() => new Map([['<\u2028', () => {}]])],
  '.get(1.5)': [() => new Map([[1.5, () => {}]])],
  '.get(NaN)': [() => new Map([[NaN, () => {}]])],
  '.get(0)': [() => new Map([[-0, () => {}]])],
  '.get(null)': [() => new Map([[null, () => {}]])],
  '.get(true)': [() => new Map([[true, () => {}]])],
  '.get(...)': [() => new Map([[{}, () => {}]])],
  '.get(...)[0]': [() => new Map([[[() => {}], 1]])],
  '.s.m.get(...).x': [() => ({ s: { m: new Map([[Symbol.iterator, { x: 1 }], [1, 2]]) } }), { S: (value) => typeof value === 'symbol' && 1, X: (value) => value === 1 && undefined }, 'fine'],
  '.a[0].b': [() => ({ a: [new Set([{ b: 1 }, 2])] }), {}, 'fine'],
  '.a[0]': [() => ({ a: [new Set([[]])] }), { T: (value) => Array.isArray(value) && value.length === 0 && (() => {}) }],
  '.o': [() => ({ o: JSON.parse('{"a":1,"__proto__":2}') })],
  '.o.a': [() => ({ o: JSON.parse('{"a":[],"__proto__":2}') }), { T: (value) => Array.isArray(value) && (() => {}) }],
};

/** S-150: lone surrogates are escaped, because the text must be valid UTF-8; the package writes them raw. */
const SURROGATES = [
  ['\ud800', '["\\ud800"]'],
  ['\udc00\ud800', '["\\udc00\\ud800"]'],
  ['a\udfff<\u2028', '["a\\udfff\\u003C\\u2028"]'],
  ['\ud83d\ude00\ud83d', '["\u{1f600}\\ud83d"]'],
  [{ '\udbff': '\udbff' }, '[{"\\udbff":1},"\\udbff"]'],
  [Object.assign(Object.create(null), { '\udbffx': 1 }), '[["null","\\udbffx",1],1]'],
  [Object('\ud800'), '[["Object",1],"\\ud800"]'],
  [new Map([['\ud800', ['\ud800', '\ufffd']]]), '[["Map",1,2],"\\ud800",[1,3],"\ufffd"]'],
  [new Set(['\ud800', '\ud801']), '[["Set",1,2],"\\ud800","\\ud801"]'],
  [/\ud800/, '[["RegExp","\\\\ud800"]]'],
  [new RegExp('\ud800'), '[["RegExp","\\ud800"]]'],
];

/** Paths told otherwise: [value, ours, the package's]. S-154 leaves these forms open. */
const OTHER_PATHS = [
  // `-1`, `["BigInt","1"]` are the forms of the encoding, and the first is also that of the number -1.
  [() => new Map([[undefined, () => {}]]), '.get(undefined)', '.get(-1)'],
  [() => new Map([[1n, () => {}]]), '.get(1n)', '.get(["BigInt","1"])'],
  // Keys are escaped as in S-150, so that a path is inert wherever it is shown.
  [() => ({ '</b>\u2028': () => {} }), '["\\u003C/b>\\u2028"]', '["</b>\u2028"]'],
];

// --- Texts --------------------------------------------------------------------------------------

/** Refused by both, or read alike by both. */
const TEXTS = [
  '', ' ', 'x', '{}', '[]', 'null', 'true', '"x"', '1', '0', '-2', '-7', '-8', '-1.5', 'NaN', '-1', ' -3\n', '-4.0', '-5e0', '-60e-1', '-0',
  '[-0]', '[1e400]', '[-1e400]', '[1e-400]', '[-1]', '[-7]', '[null]', '[[]]', '[{}]', '[[[]]]', '[1', '[1,]', '[,1]', '[1]]', '[01]', '[1.]', '[.5]', '[+1]', '[1e]', '[0x1]', '[-]',
  '["a]', '["\\x"]', '["\\u12"]', '["\t"]', '["\x7f\u2028"]', "['a']", '[1]\0', '\ufeff[1]', '\xa0[1]', '[1] //', '[/**/1]',
  '[[1]]', '[[true]]', '[[null]]', '[["1"]]', '[[1e300]]', '[[4294967296]]', '[[0]]', '[[-0],1]', '[[1.0,1e0],1]', '[{"a":null}]', '[{"a":"b"}]', '[{"a":1}]', '[{"a":{}}]', '[{"a":[]}]',
  '[{"__proto__":0}]', '[{"\\u005f_proto__":0}]', '[["null","__proto__",1],1]', '[["null",1,1]]', '[["null","a"]]', '[["null"]]', '[["null","a",1,"a",2],1,2]', '[{"a":1,"b":2,"a":2},1,2]',
  '[["Foo",0]]', '[["__proto__",0]]', '[["constructor",1],1]', '[["toString"]]', '[["",1]]', '[["Array",1],1]',
  '[["Date","x"]]', '[["Date",""]]', '[["Date","2020"]]', '[["Date","Tue Mar 01 2022"]]', '[["RegExp","("]]', '[["RegExp","a","gg"]]', '[["RegExp","a","uv"]]',
  '[["BigInt","1.5"]]', '[["BigInt","x"]]', '[["BigInt","--1"]]', '[["BigInt","1n"]]', '[["BigInt","-0"]]', '[["BigInt","007"]]', '[["BigInt"]]',
  '[["URL","x"]]', '[["URL",""]]', '[["URL","http://a b/"]]', '[["URLSearchParams","?a=%zz&%C3"]]', '[["Temporal.PlainDate","x"]]', '[["Temporal.Foo","x"]]',
  '[["ArrayBuffer",1],"AQ=="]', '[["ArrayBuffer"]]', '[["ArrayBuffer","!!!"]]', '[["ArrayBuffer","A"]]', '[["ArrayBuffer","AQ="]]', '[["ArrayBuffer","AQ==="]]', '[["ArrayBuffer","AQ==AQ=="]]',
  '[["ArrayBuffer","=AQ="]]', '[["ArrayBuffer","AQI=="]]', '[["ArrayBuffer","AQID="]]', '[["ArrayBuffer","AQ"]]', '[["ArrayBuffer","AQI"]]', '[["ArrayBuffer","-_=="]]', '[["ArrayBuffer","\u{1f600}"]]', '[["ArrayBuffer","="]]',
  '[["Object",1],{"a":1}]', '[["Object",1],null]', '[["Object",1],["Date",""]]', '[["Object",0]]', '[["Object",1],["Object",2],1]', '[["Object",1],[]]', '[["Object",-6]]', '[["Object",-3]]', '[["Object",1],["BigInt","2"]]',
  '[["Uint8Array",1],["Uint8Array",2],["ArrayBuffer","AQ=="]]', '[["Uint8Array",0]]', '[["Uint8Array",1],8]', '[["Uint8Array",1],["Set"]]', '[["Uint8Array",-1]]', '[["Uint8Array"]]', '[["Uint8Array",9]]',
  '[["Uint8Array",1,-1,1],["ArrayBuffer","AQ=="]]', '[["Uint8Array",1,1,9],["ArrayBuffer","AQ=="]]', '[["Uint8Array",1,9,1],["ArrayBuffer","AQ=="]]', '[["Uint16Array",1],["ArrayBuffer","AQ=="]]', '[["Uint16Array",1,1,1],["ArrayBuffer","AQIDBA=="]]',
  '[["Uint8Array",1,0,4294967295],["ArrayBuffer","AQ=="]]', '[["DataView",1,0,2],["ArrayBuffer","AQ=="]]', '[["DataView",1,1,0],["ArrayBuffer","AQ=="]]',
  '[["Map",1],1]', '[["Map",1,1,1],1]', '[["Set","a"]]', '[["Set",1,1,-1,-1],1]', '[["Map",-1,-3,-3,-1]]',
  '[[-7]]', '[[-7,-1]]', '[[-7,1.5]]', '[[-7,"3"]]', '[[-7,null]]', '[[-7,4294967296]]', '[[-7,4294967295]]', '[[-7,0]]', '[[-7,3,3,1],1]', '[[-7,3,-1,1],1]', '[[-7,3,"0",1],1]', '[[-7,3,0]]', '[[-7,3,0.5,1],1]',
  '[[-7,3,1,1,0,1,1,2],1,2]', '[[-7,4294967295,4294967294,1],1]', '[[-7,4294967295,4294967295,1],1]', '[[-2,-2]]', '[[-2]]',
  '[["Point",0]]', '[["Box",1],["Box",0]]', '[["Box",1],["Box",1]]', '[["Box",9]]', '[["Box",-1]]', '[["Box","inline"]]', '[["Box",null]]', '[["Box",true]]', '[["Point",1],[2,2],1]',
];

/**
 * Texts that mean something to one of the two only: [text, who reads it, why the other does not]. None of
 * them is ever written by either.
 */
const OTHER_TEXTS = [
  ['[[0.5]]', 'npm', 'S-157: a reference is an index; the package takes what JavaScript has at "0.5", undefined'],
  ['[[-8]]', 'npm', 'S-157: other negative references are errors; the package gives undefined'],
  ['[[1,-7],1]', 'npm', 'S-157, as above'],
  ['[{"a":-2}]', 'npm', 'S-157: a hole is legal only as an array element'],
  ['[["Set",-2]]', 'npm', 'S-157, as above'],
  ['[["Map",-2,-2]]', 'npm', 'S-157, as above'],
  ['[[-7,3,0,-2]]', 'npm', 'S-157, as above'],
  ['[["Box",-2]]', 'npm', 'S-157, as above'],
  ['[1,[[[1]]]]', 'npm', 'S-156: elements that nobody refers to must be well-formed too; the package never looks at them'],
  ['[["Box",{}]]', 'npm', 'S-158: an inline payload is a literal'],
  ['[["Box"]]', 'npm', 'S-158: a reviver needs a payload; the package calls it with undefined'],
  ['[["Box",1],{"x":0}]', 'npm', 'S-158: a payload that needs its own value; the package makes that value twice'],
  ['[["Date",1],0]', 'npm', 'S-149: a date is text; the package takes a number of milliseconds too'],
  ['[["Date"]]', 'npm', 'S-149, as above; the package makes an invalid date'],
  ['[["Date",null]]', 'npm', 'S-149, as above'],
  ['[["RegExp",1]]', 'npm', 'S-149: a source is text'],
  ['[["URLSearchParams",1]]', 'npm', 'S-149: parameters are text'],
  ['[["BigInt",12]]', 'npm', 'S-149: digits are text'],
  ['[["BigInt",""]]', 'npm', 'S-149: digits are decimal, and there is one at least; JavaScript reads 0'],
  ['[["BigInt","0x10"]]', 'npm', 'S-149: digits are decimal'],
  ['[["BigInt"," 1 "]]', 'npm', 'S-149: digits only'],
  ['[["Object",-1]]', 'npm', 'S-159: undefined has no box; the package makes a plain object'],
  ['[["Uint8Array",1,0],["ArrayBuffer","AQ=="]]', 'npm', 'S-149: a window is an offset and a count'],
  ['[["Uint8Array",1,0.5,1],["ArrayBuffer","AQ=="]]', 'npm', 'S-149: both are whole numbers'],
  ['[["Uint8Array",1,null,null],["ArrayBuffer","AQ=="]]', 'npm', 'S-149: both are numbers'],
  ['[["ArrayBuffer"," A Q = = "]]', 'npm', 'S-149: base64 without blanks'],
  ['[["ArrayBuffer","AR=="]]', 'npm', 'S-149: base64 whose unused bits are zero, as every writer makes it'],
];

export function run(ours) {
  const { fail, text: failures } = report();
  let cases = 0;
  const row = (about, wrong) => {
    cases += 1;
    if (wrong !== undefined) fail(about, wrong);
  };

  for (const [name, [make, reducers]] of Object.entries(VALUES)) {
    // Made anew for each: some values change when they are read.
    const theirs = attempt(() => npm.stringify(make(), reducers));
    const mine = attempt(() => ours.encode(make(), reducers));
    if (theirs.error !== undefined || mine.value !== theirs.value) {
      row(name, { encode: part(mine.value, theirs.value), errors: `${mine.error} / ${theirs.error}` });
      continue;
    }
    const again = reducers === undefined ? attempt(() => npm.stringify(ours.decode(theirs.value))) : theirs;
    row(name, again.value === theirs.value ? undefined : { decode: part(again.value, theirs.value), error: again.error });
  }

  for (const [name, make] of Object.entries(REFUSED)) {
    for (const [path, wrap] of [['', (value) => value], ['.a[1]', (value) => ({ a: [1, value] })], ['.get(...)', (value) => new Map([[value, 1]])]]) {
      row(`${name} at ${path}`, refused(ours, () => wrap(make()), undefined, undefined));
    }
  }
  for (const [path, [make, reducers, fine]] of Object.entries(PATHS)) {
    row(path, fine ? undefined : refused(ours, make, reducers, path));
  }

  for (const [value, text] of SURROGATES) {
    const mine = attempt(() => ours.encode(value));
    const theirs = attempt(() => npm.stringify(value));
    const read = attempt(() => npm.stringify(ours.decode(text)));
    const read_by_npm = attempt(() => npm.stringify(npm.parse(text)));
    const wrong = mine.value !== text || read.value !== theirs.value || read_by_npm.value !== theirs.value;
    row(`S-150 ${text}`, wrong ? { encode: part(mine.value, text), decode: part(read.value, theirs.value) } : undefined);
  }

  for (const [make, path, other] of OTHER_PATHS) {
    const mine = attempt(() => ours.encode(make()));
    const theirs = attempt(() => npm.stringify(make()));
    row(`path ${path}`, mine.path === path && theirs.path === other && same_path(path, other) ? undefined : { ours: mine.path, npm: theirs.path });
  }

  for (const text of TEXTS) {
    const seen = { same: 0, refused: 0, stricter: 0 };
    const wrong = check_text(ours, text, seen);
    row(`text ${show(text)}`, wrong ?? (seen.stricter > 0 ? { decode: 'is refused by ours alone' } : undefined));
  }
  for (const [text, reader, why] of OTHER_TEXTS) {
    const theirs = attempt(() => npm.parse(text, { Box: (content) => ({ content }) }));
    const mine = attempt(() => ours.decode(text, { Box: (content) => ({ content }) }));
    const readers = [theirs.error === undefined && 'npm', mine.error === undefined && 'ours'].filter(Boolean).join();
    row(`text ${text}`, readers === reader ? undefined : { readers, why });
  }

  row('R-50, R-51: depth', deep(ours));
  row('R-50: what a getter throws comes through', throws(ours));
  row('S-159: a reviver cannot pass off anything else as a buffer', forged(ours));
  row('S-158: a reviver named like a built-in type wins', shadowed(ours));
  row('decoded values are ordinary ones', ordinary(ours));
  return [cases, `${OTHER_TEXTS.length + OTHER_PATHS.length + SURROGATES.length} rows of differences`, failures()];
}

function refused(ours, make, reducers, path) {
  const theirs = attempt(() => npm.stringify(make(), reducers));
  const mine = attempt(() => ours.encode(make(), reducers));
  // Where there is no path, it is not the value that is refused, but its own code that throws.
  const told = theirs.path !== undefined || (mine.error !== undefined && mine.error.message === theirs.error?.message);
  const right = told && same_path(mine.path, theirs.path) && (path === undefined || mine.path === path);
  return right ? undefined : { ours: `${show(mine.value)} ${mine.path} ${mine.error}`, npm: `${show(theirs.value)} ${theirs.path} ${theirs.error}` };
}

/** The package uses the engine's stack, ours does not: the only texts that it refuses and ours accepts. */
function deep(ours) {
  const levels = 50_000;
  let value = [];
  for (let level = 0; level < levels; level += 1) value = [value];
  if (attempt(() => npm.stringify(value)).error === undefined) return { npm: 'copes with depth too: drop this row' };
  const text = ours.encode(value);
  if (attempt(() => npm.parse(text)).error === undefined) return { npm: 'reads deep texts too: drop this row' };
  const again = ours.encode(ours.decode(text));
  if (again !== text) return { decode: part(again, text) };
  let [depth, inside] = [0, (0, eval)(ours.uneval(value))];
  while (inside.length > 0) [depth, inside] = [depth + 1, inside[0]];
  return depth === levels ? undefined : { uneval: `${depth} levels` };
}

function throws(ours) {
  const thrown = new RangeError('mine');
  for (const make of [
    () => ({ a: { get b() { throw thrown; } } }),
    () => ({ get then() { throw thrown; } }),
    () => Object.defineProperty([], 0, { get() { throw thrown; }, enumerable: true }),
    () => new Proxy({}, { ownKeys() { throw thrown; } }),
    () => new Map([[Object.defineProperty(new Date(), Symbol.toStringTag, { get() { throw thrown; } }), 1]]),
  ]) {
    for (const write of [npm.stringify, ours.encode]) {
      const { value, error } = attempt(() => write(make()));
      if (error !== thrown) return { [write === npm.stringify ? 'npm' : 'ours']: `${show(value)} ${error}` };
    }
  }
  const read = attempt(() => ours.decode('[["Box",1],1]', { Box() { throw thrown; } }));
  if (read.error !== thrown) return { decode: read.error };
  const reduced = attempt(() => ours.encode([1], { Box() { throw thrown; } }));
  return reduced.error === thrown ? undefined : { reducer: reduced.error };
}

function forged(ours) {
  for (const payload of [{ length: 8, [Symbol.toStringTag]: 'ArrayBuffer' }, 8, [1, 2], 'AQ==', new Uint8Array(4)]) {
    for (const type of ['Uint8Array', 'DataView']) {
      const revivers = { ArrayBuffer: () => payload };
      for (const read of [npm.parse, ours.decode]) {
        const { value, error } = attempt(() => read(`[["${type}",1],["ArrayBuffer","AQ=="]]`, revivers));
        if (error === undefined) return { [read === npm.parse ? 'npm' : 'ours']: show(value), payload: show(payload) };
      }
    }
  }
  return undefined;
}

function shadowed(ours) {
  for (const [text, name] of [
    ['[["Date","1970"]]', 'Date'], ['[["BigInt","5"]]', 'BigInt'], ['[["RegExp","a","g"]]', 'RegExp'], ['[["Set",1,1],[2],"x"]', 'Set'], ['[["URL","x"]]', 'URL'],
    ['[["null",1],{"a":1}]', 'null'], ['[["Uint8Array",1],5]', 'Uint8Array'], ['[["Object",1],"x"]', 'Object'],
  ]) {
    const revivers = { [name]: (payload) => ['revived', payload] };
    const mine = attempt(() => npm.stringify(ours.decode(text, revivers)));
    const theirs = attempt(() => npm.stringify(npm.parse(text, revivers)));
    if (theirs.error !== undefined || mine.value !== theirs.value) return { text, decode: part(mine.value, theirs.value), errors: `${mine.error} / ${theirs.error}` };
  }
  return undefined;
}

function ordinary(ours) {
  const value = ours.decode('[{"a":1,"l":2,"s":3,"m":4},1,[1,-2],["Set",1],["Map",1,1]]');
  value.a = 5;
  value.b = 6;
  delete value.l[0];
  value.l.push(7);
  value.s.add(8);
  value.m.delete(1);
  const text = npm.stringify(value);
  return text === '[{"a":1,"l":2,"s":4,"m":7,"b":8},5,[-2,-2,3],7,["Set",5,6],1,8,["Map"],6]' ? undefined : { text };
}
