const { inspect, format, formatWithOptions } = await import('node:util');

test('inspect as Node does', () => {
  class Point { constructor() { this.x = 1; } }
  const cases = [
    ["'a'", 'a'], ['"it\'s"', "it's"], ['-0', -0], ['10n', 10n], ['Symbol(s)', Symbol('s')], ['null', null],
    ['[ 1, 2, 3 ]', [1, 2, 3]], ['[]', []], ['{}', {}], ["{ a: 1, 'b-c': [ 2 ], [Symbol(k)]: 3 }", { a: 1, 'b-c': [2], [Symbol('k')]: 3 }],
    ["Map(1) { 'k' => { v: 1 } }", new Map([['k', { v: 1 }]])], ['Set(2) { 1, 2 }', new Set([1, 2])],
    ['Point { x: 1 }', new Point()], ['[class Point]', Point], ['[Function: f]', function f() {}], ['[Function (anonymous)]', (() => () => {})()],
    ['[AsyncFunction: g]', async function g() {}], ['/x/g', /x/g], ['1970-01-01T00:00:00.000Z', new Date(0)],
    ['Uint8Array(2) [ 1, 2 ]', new Uint8Array([1, 2])], ['[Object: null prototype] { a: 1 }', Object.assign(Object.create(null), { a: 1 })],
    ['[ <2 empty items>, 3 ]', [, , 3]], ['{ a: { b: { c: [Object] } } }', { a: { b: { c: { d: 1 } } } }],
    ['{ get: [Getter], set: [Setter] }', Object.defineProperties({}, { get: { get() {}, enumerable: true }, set: { set() {}, enumerable: true } })],
    ["[String: 'x']", Object('x')], ['undefined', undefined], ["'a\\nb'", 'a\nb'],
  ];
  for (const [expected, value] of cases) eq(inspect(value), expected);
  const cyclic = { name: 'c' };
  cyclic.self = cyclic;
  eq(inspect(cyclic), "<ref *1> { name: 'c', self: [Circular *1] }");
  eq(inspect({ [Symbol.for('nodejs.util.inspect.custom')]: () => 'mine' }), 'mine');
  assert(inspect(new RangeError('boom')).startsWith('RangeError: boom\n'));
  assert(inspect(Array.from({ length: 200 }, (_, i) => i)).includes('100 more items'));
});

test('format', () => {
  eq(format('%s=%d %i %f %j %%', 'a', '5', 7.9, '1.5', { x: 1 }), 'a=5 7 1.5 {"x":1} %');
  eq(format('a', 'b', { c: 1 }), 'a b { c: 1 }');
  eq(format('%o %O', [1], { a: 1 }).includes('{ a: 1 }'), true);
  eq(format('%s'), '%s');
  class Named { toString() { return 'named'; } }
  eq(format('%s %s %s', new Named(), new Date(0), new Uint8Array(2)), 'named 1970-01-01T00:00:00.000Z 0,0');
  eq(inspect([11252, 37524, 26004, 12724, 6031, 99187, 28167]), '[\n  11252, 37524,\n  26004, 12724,\n   6031, 99187,\n  28167\n]');
  eq(format(1, 2), '1 2');
  eq(format('%c styled', 'color: red'), ' styled');
  eq(format('100%', 1), '100% 1');
  eq([format('%s', new Proxy({}, { get: () => () => 'x' })), format('%j', { toJSON: () => 1 })], ['{}', '1']);
  throws(() => format('%j', { a: 1n }), TypeError);
  eq(formatWithOptions({ depth: 0 }, '%O|', { a: {} }, { a: { b: 1 } }), '{ a: {} }| { a: [Object] }');
});

test('inspect of what is no usual object', () => {
  class MyError extends Error {}
  class MyMap extends Map {}
  const trap = () => { throw new Error('trap'); };
  const hostile = new Proxy({ a: 1 }, { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const far = [1];
  far[4294967290] = 2;
  for (const [expected, value] of [
    ['{ a: 1 }', hostile], ['[ { a: 1 } ]', [hostile]], ['Map(1) { 1 => 2 }', new Proxy(new Map([[1, 2]]), {})], ['<Revoked Proxy>', proxy],
    ['[ <1000000000 empty items> ]', new Array(1e9)], ['[ 1, <4294967289 empty items>, 2 ]', far], ["[ 1, x: 2 ]", Object.assign([1], { x: 2 })],
    ['Map {}', Object.create(Map.prototype)], ['Date {}', Object.create(Date.prototype)], ['String {}', Object.create(String.prototype)],
    ['URL {}', Object.create(URL.prototype)], ['[BigInt: 1n]', Object(1n)], ['{ classify: [Function: classify] }', { classify() {} }],
    ["{ '$a': 1 }", { $a: 1 }], ["'a\\x9Bb\\x7F\\ud800'", 'a\x9bb\x7f\ud800'], ["'😀'", '😀'], ['[custom]', Object.assign(new Error('q'), { stack: 'custom' })],
    ["X(1) [Map] { 1 => 2 }", new (class X extends Map {})([[1, 2]])],
  ]) eq(inspect(value), expected);
  for (const value of [MyMap.prototype, Headers.prototype, URL.prototype, Buffer.prototype, { get [Symbol.toStringTag]() { return trap(); } }]) assert(typeof inspect(value) === 'string');
  assert(inspect(new MyError('x')).startsWith('MyError: x\n'));
  eq(inspect(Object.defineProperty(new Error('x'), 'stack', { get: trap })), '[Error: x]');
  eq(inspect({ [inspect.custom]: (depth, { stylize }) => stylize('red', 'string') }), 'red');
  // A large list is not turned into a list of names.
  assert(inspect(new Uint8Array(20_000_000)).includes('19999900 more items'));
  assert(inspect(new Map(Array.from({ length: 1000 }, (_, i) => [i, i]))).includes('900 more items'));
  assert(inspect(Array.from({ length: 70_000 }, (_, i) => i), { maxArrayLength: null }).includes('69999'));
});

test('inspect comes to an end', () => {
  let twice = {};
  for (let i = 0; i < 40; i++) twice = { l: twice, r: twice };
  assert(inspect(twice, { depth: null }).length < 50_000_000);
});

test('console never throws', () => {
  const hostile = { get x() { throw new Error('x'); }, [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('y'); } };
  const worse = { [Symbol.for('nodejs.util.inspect.custom')]() { throw { get message() { throw new Error('v'); } }; } };
  for (const value of [hostile, worse]) {
    console.dir(value);
    console.table([[value]]);
    console.trace(value);
  }
  console.debug(hostile, Object.create(null), new Proxy({}, { ownKeys() { throw new Error('z'); } }));
  console.assert(true, 'not shown');
  console.count('c');
  console.countReset('c');
  console.time('t');
  console.group();
  console.groupEnd();
  console.table([{ a: 1 }, { b: 2 }]);
});

test('locale methods do not crash', () => {
  assert(typeof new Date(0).toLocaleString() === 'string');
  assert(typeof new Date(0).toLocaleDateString('en-US', { month: 'long' }) === 'string');
  assert(typeof (1234.5).toLocaleString() === 'string');
  assert(typeof 'a'.localeCompare('b') === 'number');
});
