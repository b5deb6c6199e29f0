const { inspect, format } = await import('node:util');

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
});

test('console never throws', () => {
  const hostile = { get x() { throw new Error('x'); }, [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('y'); } };
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
