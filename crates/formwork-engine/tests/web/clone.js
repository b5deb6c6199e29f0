test('structuredClone', () => {
  const source = {
    map: new Map([['k', { v: 1 }]]), set: new Set([1]), date: new Date(5), re: /x/gi, bytes: new Uint8Array([1, 2]), nested: [1, , 3],
    big: 10n, undef: undefined, nan: NaN, minus: -0, boxed: Object(5),
  };
  source.self = source;
  const copy = structuredClone(source);
  assert(copy !== source && copy.self === copy);
  eq(copy.map.get('k'), { v: 1 });
  assert(copy.map.get('k') !== source.map.get('k'));
  eq([copy.set.has(1), copy.date.getTime(), String(copy.re), [...copy.bytes], copy.big, Object.is(copy.minus, -0)], [true, 5, '/x/gi', [1, 2], 10n, true]);
  eq([copy.nested.length, 1 in copy.nested, copy.boxed instanceof Number], [3, false, true]);
  assert('undef' in copy);
});

test('errors, views, prototypes', () => {
  const error = structuredClone(new RangeError('m', { cause: { a: 1 } }));
  eq([error instanceof RangeError, error.message, error.cause], [true, 'm', { a: 1 }]);
  class Point { constructor() { this.x = 1; } get y() { return 2; } }
  const point = structuredClone(new Point());
  eq([Object.getPrototypeOf(point) === Object.prototype, point.x, point.y], [true, 1, undefined]);
  const buffer = new ArrayBuffer(4);
  const both = structuredClone([new Uint8Array(buffer), new Uint8Array(buffer, 2)]);
  assert(both[0].buffer === both[1].buffer && both[0].buffer !== buffer);
  eq(both[1].byteOffset, 2);
});

test('what cannot be cloned', () => {
  throws(() => structuredClone(() => {}), 'DataCloneError');
  throws(() => structuredClone({ s: Symbol('x') }), 'DataCloneError');
  throws(() => structuredClone(Promise.resolve()), 'DataCloneError');
  throws(() => structuredClone(new WeakMap()), 'DataCloneError');
});

test('transfer', () => {
  const buffer = new ArrayBuffer(8);
  const moved = structuredClone(buffer, { transfer: [buffer] });
  eq([moved.byteLength, buffer.byteLength], [8, 0]);
});
