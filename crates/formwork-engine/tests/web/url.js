test('parts of a URL', () => {
  const url = new URL('https://user:pw@example.com:8080/a/b?x=1&y=%20z#frag');
  eq(url.href, 'https://user:pw@example.com:8080/a/b?x=1&y=%20z#frag');
  eq([url.protocol, url.username, url.password, url.host, url.hostname, url.port], ['https:', 'user', 'pw', 'example.com:8080', 'example.com', '8080']);
  eq([url.pathname, url.search, url.hash, url.origin], ['/a/b', '?x=1&y=%20z', '#frag', 'https://example.com:8080']);
  eq(String(url), url.href);
  eq(JSON.stringify({ url }), `{"url":"${url.href}"}`);
  eq(Object.prototype.toString.call(url), '[object URL]');
});

test('relative, invalid, canParse, parse', () => {
  eq(new URL('../c?d', 'http://h/a/b/').href, 'http://h/a/c?d');
  eq(new URL('x', new URL('http://h/a/b')).href, 'http://h/a/x');
  eq(throws(() => new URL('/x'), TypeError).code, 'ERR_INVALID_URL');
  throws(() => new URL('x', 'y'), TypeError);
  eq([URL.canParse('http://x'), URL.canParse('x'), URL.canParse('x', 'http://y')], [true, false, true]);
  eq(URL.parse('nope'), null);
  assert(URL.parse('http://x/') instanceof URL);
});

test('setters', () => {
  const url = new URL('http://h/');
  url.pathname = '/a b';
  url.search = 'q=ü';
  url.hash = 'x';
  url.port = '99';
  url.host = 'other:1';
  url.protocol = 'https';
  eq(url.href, 'https://other:1/a%20b?q=%C3%BC#x');
  url.href = 'http://new/?z=1';
  eq(url.searchParams.get('z'), '1');
  throws(() => { url.href = 'nope'; }, TypeError);
});

test('searchParams follow the URL and the URL follows them', () => {
  const url = new URL('http://h/?a=1&b=2');
  const params = url.searchParams;
  assert(params === url.searchParams);
  params.append('c', 'x y');
  eq(url.search, '?a=1&b=2&c=x+y');
  url.search = '?q=%2B';
  eq([...params], [['q', '+']]);
  params.delete('q');
  eq(url.href, 'http://h/');
});

test('URLSearchParams', () => {
  eq(String(new URLSearchParams('?a=1&a=2&b=%zz&c')), 'a=1&a=2&b=%25zz&c=');
  eq(String(new URLSearchParams({ x: 1, y: 'ü' })), 'x=1&y=%C3%BC');
  eq(String(new URLSearchParams([['a', 'b'], ['c', 'd']])), 'a=b&c=d');
  eq(String(new URLSearchParams(new Map([['m', '1']]))), 'm=1');
  eq(String(new URLSearchParams(new URLSearchParams('k=v'))), 'k=v');
  const params = new URLSearchParams('a=1&b=2&a=3');
  eq([params.get('a'), params.get('z'), params.getAll('a'), params.has('b'), params.has('b', '3'), params.size], ['1', null, ['1', '3'], true, false, 3]);
  params.set('a', '9');
  eq(String(params), 'a=9&b=2');
  params.append('A', '0');
  params.sort();
  eq([...params.keys()], ['A', 'a', 'b']);
  params.delete('a', 'no');
  eq([...params.values()], ['0', '9', '2']);
  const seen = [];
  params.forEach((value, name) => seen.push(name + value));
  eq(seen, ['A0', 'a9', 'b2']);
  eq(Object.fromEntries(params), { A: '0', a: '9', b: '2' });
  eq(Object.prototype.toString.call(params), '[object URLSearchParams]');
  throws(() => new URLSearchParams([['a']]), TypeError);
  eq(new URLSearchParams('a=\ud800').get('a'), '\ufffd');
  eq(new URLSearchParams('__proto__=1&constructor=2').get('__proto__'), '1');
});

test('subclass and prototype', () => {
  class Mine extends URL { get short() { return this.host; } }
  eq(new Mine('http://h/x').short, 'h');
  assert(new Mine('http://h/x') instanceof URL);
});
