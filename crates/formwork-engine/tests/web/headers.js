test('append, get, set, delete, has', () => {
  const headers = new Headers({ 'Content-Type': 'text/html', 'X-A': ' 1 ' });
  eq(headers.get('content-type'), 'text/html');
  eq(headers.get('x-a'), '1');
  headers.append('x-a', '2');
  eq(headers.get('X-A'), '1, 2');
  headers.set('x-a', '3');
  eq(headers.get('x-a'), '3');
  eq([headers.has('x-a'), headers.has('nope'), headers.get('nope')], [true, false, null]);
  headers.delete('x-a');
  eq(headers.get('x-a'), null);
});

test('set keeps the place of the first and removes the others', () => {
  const headers = new Headers([['b', '1'], ['a', 'x'], ['b', '2']]);
  headers.set('b', '3');
  eq([...headers], [['a', 'x'], ['b', '3']]);
});

test('inits', () => {
  eq([...new Headers([['a', '1'], ['a', '2']])], [['a', '1, 2']]);
  eq([...new Headers(new Map([['m', 'x']]))], [['m', 'x']]);
  eq([...new Headers(new Headers({ q: 'z' }))], [['q', 'z']]);
  eq([...new Headers(undefined)], []);
  eq(new Headers({ n: 5 }).get('n'), '5');
  throws(() => new Headers('x'), TypeError);
  throws(() => new Headers([['a']]), TypeError);
  throws(() => new Headers(null), TypeError);
});

test('iteration is sorted, cookies stay apart', () => {
  const headers = new Headers();
  headers.append('Set-Cookie', 'a=1');
  headers.append('X-Z', 'z');
  headers.append('Set-Cookie', 'b=2');
  headers.append('Accept', '*/*');
  eq([...headers], [['accept', '*/*'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['x-z', 'z']]);
  eq(headers.getSetCookie(), ['a=1', 'b=2']);
  eq([...headers.keys()], ['accept', 'set-cookie', 'set-cookie', 'x-z']);
  eq([...headers.values()], ['*/*', 'a=1', 'b=2', 'z']);
  const seen = [];
  headers.forEach((value, name, self) => seen.push([name, value, self === headers]));
  eq(seen[0], ['accept', '*/*', true]);
  eq(Object.fromEntries(new Headers({ a: '1' })), { a: '1' });
  eq(new Map(new Headers({ a: '1' })), new Map([['a', '1']]));
  eq(Object.prototype.toString.call(headers), '[object Headers]');
});

test('names and values are checked', () => {
  const headers = new Headers();
  throws(() => headers.set('a b', 'x'), TypeError);
  throws(() => headers.set('', 'x'), TypeError);
  throws(() => headers.set('a', 'x\r\ny: z'), TypeError);
  throws(() => headers.set('a', 'x\0'), TypeError);
  throws(() => headers.set('a', '€'), TypeError);
  throws(() => headers.get('a:'), TypeError);
  headers.set('a', 'é');
  eq(headers.get('a'), 'é');
});
