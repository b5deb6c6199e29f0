// Rows of our own from the public behaviour that the standards (URL, Fetch, File API, Streams, Encoding, HTML, DOM) describe.
// Node gives the same in almost all of them.
const rows = (fn, cases) => {
  cases.forEach(([input, expected], index) => eq(fn(input), expected, `row ${index}`));
};
const outcome = (fn) => (input) => {
  try {
    return fn(input);
  } catch (error) {
    return error.name;
  }
};

test('URL: parsing', () => {
  rows(outcome((input) => new URL(input, 'http://example.org/foo/bar').href), [
    ['http://example\t.\norg', 'http://example.org/'],
    ['http://user:pass@foo:21/bar;par?b#c', 'http://user:pass@foo:21/bar;par?b#c'],
    ['https://test:@test', 'https://test@test/'],
    ['non-special://test:@test/x', 'non-special://test@test/x'],
    ['http:foo.com', 'http://example.org/foo/foo.com'],
    ['\t   :foo.com   \n', 'http://example.org/foo/:foo.com'],
    ['http://f:0/c', 'http://f:0/c'],
    ['http://f:00000000000080/c', 'http://f/c'],
    ['http://f:fifty-two/c', 'TypeError'],
    ['http://f:999999/c', 'TypeError'],
    ['  http://foo/bar  ', 'http://foo/bar'],
    ['http://foo/bar/../ton', 'http://foo/ton'],
    ['http://foo/bar/..', 'http://foo/'],
    ['http://foo/%2e%2e/%2E', 'http://foo/'],
    ['/\\server\\file', 'http://server/file'],
    ['http:\\\\x:y@z\\', 'http://x:y@z/'],
    ['http://ExAmPlE.CoM', 'http://example.com/'],
    ['http://GOO​⁠goo.com', 'http://googoo.com/'],
    ['http://你好你好', 'http://xn--6qqa088eba/'],
    ['http://192.0x00A80001', 'http://192.168.0.1/'],
    ['http://0300.0250.01', 'http://192.168.0.1/'],
    ['http://1e2', 'http://1e2/'],
    ['http://256.256.256.256', 'TypeError'],
    ['http://[1::2]:3', 'http://[1::2]:3/'],
    ['http://[::1%eth0]', 'TypeError'],
    ['http://a b', 'TypeError'],
    ['http://a%b', 'TypeError'],
    ['http://a<b', 'TypeError'],
    ['data:text/html,test#x', 'data:text/html,test#x'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['file:c:\\foo\\bar', 'file:///c:/foo/bar'],
    ['?a=%zz', 'http://example.org/foo/bar?a=%zz'],
    ['#', 'http://example.org/foo/bar#'],
    ['', 'http://example.org/foo/bar'],
    ['http://h/ü?ü#ü', 'http://h/%C3%BC?%C3%BC#%C3%BC'],
    ["http://h/'?'#'", "http://h/'?%27#'"],
    ['http://h/a|b^c`d{e}', 'http://h/a|b^c%60d%7Be%7D'],
    ['blob:https://example.com:443/', 'blob:https://example.com:443/'],
    ['mailto:x@y', 'mailto:x@y'],
  ]);
  rows((input) => new URL(input).origin, [
    ['https://x:443/', 'https://x'], ['http://x:443/', 'http://x:443'], ['data:,', 'null'], ['file:///x', 'null'], ['blob:https://a.b/c', 'https://a.b'],
  ]);
});

test('URL: setters ignore what they cannot take', () => {
  rows(([base, key, value]) => {
    const url = new URL(base);
    url[key] = value;
    return url.href;
  }, [
    [['http://a/', 'protocol', 'b'], 'http://a/'], [['http://a/', 'protocol', 'https:foo'], 'https://a/'], [['mailto:x', 'host', 'a'], 'mailto:x'],
    [['http://a:80', 'port', '8080x'], 'http://a:8080/'], [['http://a', 'port', 'x'], 'http://a/'], [['http://a:1', 'port', ''], 'http://a/'],
    [['http://a', 'host', 'b:9'], 'http://b:9/'], [['http://a', 'hostname', 'b:9'], 'http://a/'], [['http://a', 'hostname', ''], 'http://a/'],
    [['http://a', 'username', 'ü:'], 'http://%C3%BC%3A@a/'], [['http://a/b', 'pathname', 'c?#'], 'http://a/c%3F%23'], [['http://a/?x', 'search', ''], 'http://a/'],
    [['http://a/#x', 'hash', ''], 'http://a/'], [['http://a/', 'hash', '##'], 'http://a/##'],
  ]);
});

test('URLSearchParams', () => {
  rows((input) => String(new URLSearchParams(input)), [
    ['a=b&c', 'a=b&c='], ['&&a&&', 'a='], ['=', '='], ['a==b', 'a=%3Db'], ['a+b=c+d', 'a+b=c+d'], ['a%20b=%2b', 'a+b=%2B'], ['%FE%FF=x', '%EF%BF%BD%EF%BF%BD=x'],
    ["*-._~!'()", '*-._%7E%21%27%28%29='], ['?a', 'a='], ['??a', '%3Fa='], ['a=\u{1F600}', 'a=%F0%9F%98%80'],
  ]);
  const url = new URL('http://h/?a=1#x');
  const params = url.searchParams;
  for (const [key] of params) params.delete(key);
  eq([url.href, params.size], ['http://h/#x', 0]);
  params.set('b', '\u{1F600}');
  eq(url.search, '?b=%F0%9F%98%80');
  eq([...new URLSearchParams([['b', '1'], ['\ufffd', '2'], ['a', '3'], ['b', '0']])].length, 4);
  const sorted = new URLSearchParams('z=1&\u{1F308}=2&\ufb03=3&a=4&z=0');
  sorted.sort();
  eq([...sorted.values()], ['4', '1', '0', '2', '3']);
  throws(() => new URLSearchParams([['a', 'b', 'c']]), TypeError);
  throws(() => new URLSearchParams([[1]]), TypeError);
});

test('Headers', () => {
  const headers = new Headers();
  headers.append('Accept', 'text/html');
  headers.append('accept', '*/*');
  headers.set('X-Empty', '');
  eq([headers.get('ACCEPT'), headers.get('x-empty'), headers.has('X-EMPTY')], ['text/html, */*', '', true]);
  headers.append('set-cookie', 'a=1; Path=/');
  headers.append('Set-Cookie', 'b=2, c');
  eq([headers.getSetCookie(), headers.get('set-cookie')], [['a=1; Path=/', 'b=2, c'], 'a=1; Path=/, b=2, c']);
  headers.set('set-cookie', 'c=3');
  eq(headers.getSetCookie(), ['c=3']);
  rows((value) => { const one = new Headers(); one.set('x', value); return one.get('x'); }, [
    ['  a b\t', 'a b'], ['\r\na\n', 'a'], [null, 'null'], [undefined, 'undefined'], [1.5, '1.5'], ['\xff', '\xff'],
  ]);
  rows(outcome((name) => (new Headers([[name, 'x']]), 'ok')), [
    ['a!#$%&\'*+-.^_`|~1', 'ok'], ['', 'TypeError'], [' a', 'TypeError'], ['a:', 'TypeError'], ['ä', 'TypeError'], ['a\0', 'TypeError'],
  ]);
  // What is added while somebody iterates is seen in its place.
  const seen = [];
  const growing = new Headers({ a: '1', c: '3' });
  for (const [name] of growing) {
    seen.push(name);
    if (name === 'a') growing.set('b', '2');
  }
  eq(seen, ['a', 'b', 'c']);
  throws(() => Response.error().headers.set('a', 'b'), TypeError);
  eq(new Response('x', { headers: { 'Content-Type': 'a/b' } }).headers.get('content-type'), 'a/b');
  throws(() => headers.set('only a name'), TypeError);
  throws(() => headers.get(), TypeError);
});

test('Request and Response', async () => {
  rows(outcome((init) => new Request('http://h/', init).method), [
    [{ method: 'get' }, 'GET'], [{ method: 'patch' }, 'patch'], [{ method: 'PoSt' }, 'POST'], [{ method: 'TRACE' }, 'TypeError'], [{ method: 'a b' }, 'TypeError'],
    [{ method: 'GET', body: 'x' }, 'TypeError'], [{ method: 'HEAD', body: '' }, 'TypeError'],
  ]);
  rows(outcome((init) => new Response('body', init).status), [
    [{ status: 200 }, 200], [{ status: 599 }, 599], [{ status: 600 }, 'RangeError'], [{ status: 199 }, 'RangeError'], [{ status: 204 }, 'TypeError'],
    [{ status: 304 }, 'TypeError'], [{ statusText: '\n' }, 'TypeError'],
  ]);
  rows((body) => new Response(body).headers.get('content-type'), [
    ['x', 'text/plain;charset=UTF-8'], [new URLSearchParams('a=b'), 'application/x-www-form-urlencoded;charset=UTF-8'], [new Blob(['x'], { type: 'A/B' }), 'a/b'],
    [new Blob(['x']), null], [new Uint8Array(1), null], [null, null], [undefined, null], [5, 'text/plain;charset=UTF-8'],
  ]);
  assert(/^multipart\/form-data; boundary=/.test(new Response(new FormData()).headers.get('content-type')));
  rows(outcome((status) => Response.redirect('http://h/x', status).status), [[undefined, 302], [307, 307], [200, 'RangeError']]);
  eq(Response.redirect('http://h/a b').headers.get('location'), 'http://h/a%20b');
  const json = Response.json({ a: 1 }, { status: 201, headers: { 'x-a': 'b' } });
  eq([json.status, json.headers.get('content-type'), json.headers.get('x-a'), await json.text()], [201, 'application/json', 'b', '{"a":1}']);
  throws(() => Response.json(undefined), TypeError);
  const first = new Response('body');
  const second = first.clone();
  eq([await first.text(), await second.text(), first.bodyUsed], ['body', 'body', true]);
  throws(() => first.clone(), TypeError);
  await rejects(first.text(), TypeError);
  await rejects(new Response('{').json(), SyntaxError);
  eq(await new Response('\ufeffx').text(), 'x');
  eq((await new Response(new Uint8Array([1, 2])).bytes()).length, 2);
  const request = new Request('http://h/', { method: 'POST', body: 'x', headers: { a: 'b' } });
  const copy = new Request(request, { headers: { c: 'd' } });
  eq([copy.headers.get('a'), copy.headers.get('c'), await copy.text(), request.bodyUsed], [null, 'd', 'x', true]);
  throws(() => new Request('http://user:pw@h/'), TypeError);
  eq(new Request('http://h/#x').url, 'http://h/#x');
});

test('Blob and File', async () => {
  rows(([start, end]) => new Blob(['0123456789']).slice(start, end).size, [
    [[], 10], [[2], 8], [[-3], 3], [[2, -2], 6], [[5, 2], 0], [[0, 100], 10], [[NaN], 10], [[-100, 1], 1], [[1.9, 3.9], 2],
  ]);
  rows((type) => new Blob([], { type }).type, [['Text/HTML', 'text/html'], ['a\u00e9', ''], ['', ''], [null, 'null'], ['a/b;c=D', 'a/b;c=d']]);
  eq(await new Blob(['a', new Blob(['b']), new Uint8Array([99]), new Uint16Array([0x6464]).buffer, 5, null, {}]).text(), 'abcdd5null[object Object]');
  eq(await new Blob(['\ud800']).text(), '\ufffd');
  throws(() => new Blob('abc'), TypeError);
  const file = new File(['x'], 'a/b\\c.txt', { type: 'A/b', lastModified: 5.9 });
  eq([file.name, file.type, file.lastModified, file.size, file instanceof Blob], ['a/b\\c.txt', 'a/b', 5, 1, true]);
  throws(() => new File(['x']), TypeError);
  eq(file.slice(0, 1, 'q/r') instanceof File, false);
  eq(new Blob([new Date(0)]).size > 10, true);
});
test('FormData', () => {
  const form = new FormData();
  form.append('a', 1);
  form.append('a', null);
  form.set('b', new Blob(['x']));
  form.append('c', new File(['y'], 'y.txt'), 'z.txt');
  form.append('\ud800', 'lone');
  eq([form.getAll('a'), form.get('b').name, form.get('c').name, form.has('\ufffd'), form.get('none')], [['1', 'null'], 'blob', 'z.txt', true, null]);
  form.set('a', 'only');
  eq([...form.keys()], ['a', 'b', 'c', '\ufffd']);
  form.delete('b');
  eq([...form].length, 3);
  throws(() => form.append('x', 'not a blob', 'name.txt'), TypeError);
  throws(() => form.append('x'), TypeError);
  throws(() => new FormData('x'), TypeError);
});

test('streams: tee, pipe, cancel', async () => {
  const cancelled = [];
  const source = () => new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue('b'); c.close(); }, cancel: (reason) => void cancelled.push(reason) });
  const [one, two] = source().tee();
  const all = async (stream) => { const out = []; for await (const chunk of stream) out.push(chunk); return out; };
  eq([await all(one), await all(two)], [['a', 'b'], ['a', 'b']]);
  const locked = source();
  locked.getReader();
  await rejects(locked.cancel(), TypeError);
  throws(() => locked.getReader(), TypeError);
  throws(() => locked.tee(), TypeError);
  const endless = new ReadableStream({ pull: (c) => c.enqueue('x'), cancel: (reason) => void cancelled.push(reason) });
  const [left, right] = endless.tee();
  const cancels = [left.cancel('l'), right.cancel('r')];
  await Promise.all(cancels);
  eq(cancelled, [['l', 'r']]);
  const seen = [];
  await source().pipeThrough(new TransformStream({ transform: (chunk, c) => c.enqueue(chunk + chunk) })).pipeTo(new WritableStream({ write: (chunk) => void seen.push(chunk), close: () => void seen.push('closed') }));
  eq(seen, ['aa', 'bb', 'closed']);
  const controller = new AbortController();
  let aborted;
  const piping = new ReadableStream({ pull() {} }).pipeTo(new WritableStream({ abort: (reason) => void (aborted = reason) }), { signal: controller.signal });
  controller.abort('enough');
  eq([await piping.catch((reason) => reason), aborted], ['enough', 'enough']);
  await rejects(new ReadableStream({ start: (c) => c.error(new RangeError('x')) }).pipeTo(new WritableStream()), RangeError);
  eq(await all(ReadableStream.from(['p', Promise.resolve('q')])), ['p', 'q']);
  const reader = source().getReader();
  const pending = reader.read();
  reader.releaseLock();
  eq((await pending.catch((error) => error.name)).value ?? 'TypeError', 'a');
  await rejects(reader.read(), TypeError);
});

test('streams: bytes into the reader\'s own buffer', async () => {
  const stream = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2, 3, 4, 5])); c.close(); } });
  const reader = stream.getReader({ mode: 'byob' });
  const first = await reader.read(new Uint8Array(2));
  eq([[...first.value], first.done], [[1, 2], false]);
  const second = await reader.read(new Uint8Array(8));
  eq([[...second.value], second.done], [[3, 4, 5], false]);
  const third = await reader.read(new Uint8Array(1));
  eq([third.value.length, third.done], [0, true]);
  throws(() => new ReadableStream({}).getReader({ mode: 'byob' }), TypeError);
});

test('TextDecoder', () => {
  const bytes = (...list) => new Uint8Array(list);
  rows(([label, input, options]) => { try { return new TextDecoder(label, options).decode(input); } catch (error) { return error.name; } }, [
    [['utf-8', bytes(0xef, 0xbb, 0xbf, 0x41)], 'A'], [['utf-8', bytes(0xef, 0xbb, 0xbf, 0x41), { ignoreBOM: true }], '\ufeffA'],
    [['utf-8', bytes(0xff)], '\ufffd'], [['utf-8', bytes(0xff), { fatal: true }], 'TypeError'], [['utf-8', bytes(0xf0, 0x9f)], '\ufffd'],
    [['utf-8', bytes(0xed, 0xa0, 0x80)], '\ufffd\ufffd\ufffd'], [['latin1', bytes(0x80, 0xe9)], '€é'], [['UTF-16LE', bytes(0x41, 0)], 'A'],
    [['utf-16be', bytes(0, 0x41)], 'A'], [['shift_jis', bytes(0x82, 0xa0)], 'あ'], [['nope', bytes()], 'RangeError'], [['iso-8859-2', bytes(0xb1)], 'ą'],
  ]);
  const streamed = new TextDecoder();
  eq([streamed.decode(bytes(0xe2, 0x82), { stream: true }), streamed.decode(bytes(0xac), { stream: true }), streamed.decode()], ['', '€', '']);
  eq([streamed.decode(bytes(0xe2), { stream: true }), streamed.decode()], ['', '\ufffd']);
  const fatal = new TextDecoder('utf-8', { fatal: true });
  throws(() => fatal.decode(bytes(0xe2)), TypeError);
  eq(fatal.decode(bytes(0x41)), 'A');
  eq([new TextDecoder('UTF8').encoding, new TextDecoder('ascii').encoding, new TextEncoder().encoding], ['utf-8', 'windows-1252', 'utf-8']);
  eq(new TextEncoder().encodeInto('a€', new Uint8Array(3)), { read: 1, written: 1 });
  eq(new TextEncoder().encode(undefined).length, 0);
});

test('structuredClone', () => {
  const circle = { list: [1, , 3], map: new Map([[{ k: 1 }, new Set([1n])]]), date: new Date(5), re: /a/gi, nothing: undefined, view: new Uint8Array([1, 2]).subarray(1) };
  circle.self = circle;
  const copy = structuredClone(circle);
  assert(copy !== circle && copy.self === copy && copy.date.getTime() === 5 && copy.re.flags === 'gi' && copy.view[0] === 2);
  eq([1 in copy.list, copy.list.length, 'nothing' in copy, [...copy.map][0][1].has(1n)], [false, 3, true, true]);
  rows(outcome((value) => typeof structuredClone(value)), [[() => {}, 'DataCloneError'], [Symbol('x'), 'DataCloneError'], [{ f() {} }, 'DataCloneError'], [new WeakMap(), 'DataCloneError'], [Promise.resolve(), 'DataCloneError'], [Object(1), 'object']]);
  const error = structuredClone(new RangeError('m', { cause: 'c' }));
  eq([error instanceof RangeError, error.message, error.cause], [true, 'm', 'c']);
  class Point { x = 1; get y() { return 2; } }
  eq(Object.getPrototypeOf(structuredClone(new Point())) === Object.prototype, true);
  const buffer = new ArrayBuffer(8);
  const moved = structuredClone({ buffer }, { transfer: [buffer] });
  eq([buffer.byteLength, moved.buffer.byteLength], [0, 8]);
  throws(() => structuredClone(), TypeError);
});

test('AbortSignal.any of what any gave, and order', () => {
  const [a, b] = [new AbortController(), new AbortController()];
  const inner = AbortSignal.any([a.signal, b.signal]);
  const outer = AbortSignal.any([inner]);
  const told = [];
  const note = (name, signal) => signal.addEventListener('abort', () => told.push([name, outer.aborted, signal.reason]));
  note('outer', outer);
  note('a', a.signal);
  note('inner', inner);
  a.abort('why');
  b.abort('late');
  eq(told, [['a', true, 'why'], ['inner', true, 'why'], ['outer', true, 'why']]);
  eq(AbortSignal.any([]).aborted, false);
});

test('AbortSignal.any: who is listened to is kept, who is not is not', async () => {
  const source = new AbortController();
  let called = 0;
  for (let i = 0; i < 1000; i += 1) {
    AbortSignal.any([AbortSignal.any([source.signal])]).addEventListener('abort', () => (called += 1), { once: true });
  }
  // A function of its own: this one keeps its variables over `await`.
  const forgotten = () => {
    const signal = AbortSignal.any([source.signal]);
    signal.onabort = () => (called += 1);
    signal.onabort = null;
    return new WeakRef(signal);
  };
  const kept = Array.from({ length: 1000 }, forgotten);
  await new Promise((resolve) => setTimeout(resolve));
  eq(kept.filter((ref) => ref.deref() !== undefined).length, 0);
  source.abort();
  eq(called, 1000);
});

test('AbortSignal.timeout: who is listened to is kept, who is not is not', async () => {
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const told = [];
  // Nobody holds these but their listeners.
  AbortSignal.timeout(5).addEventListener('abort', (event) => told.push(event.target.reason.name));
  AbortSignal.any([AbortSignal.timeout(5), new AbortController().signal]).onabort = () => told.push('any');
  AbortSignal.any([AbortSignal.any([AbortSignal.timeout(5)])]).addEventListener('abort', () => told.push('any of any'), { once: true });
  const read = AbortSignal.any([AbortSignal.timeout(5)]);
  const forgotten = () => {
    const signal = AbortSignal.timeout(1e6);
    const both = AbortSignal.any([signal, AbortSignal.timeout(1e6)]);
    const listener = () => {};
    both.addEventListener('abort', listener);
    both.removeEventListener('abort', listener);
    return [new WeakRef(signal), new WeakRef(both)];
  };
  const kept = Array.from({ length: 200 }, forgotten).flat();
  while (!read.aborted) await wait(1);
  eq(told.sort(), ['TimeoutError', 'any', 'any of any']);
  eq(read.reason.name, 'TimeoutError');
  eq(kept.filter((ref) => ref.deref() !== undefined).length, 0);
  const far = AbortSignal.timeout(2 ** 40);
  await wait(5);
  eq(far.aborted, false);
  for (const time of [Infinity, NaN, -1, 'x']) throws(() => AbortSignal.timeout(time), TypeError);
});

test('AbortSignal.timeout keeps the context of whoever made it', async () => {
  const { context } = __formwork_native;
  const seen = await context.run('mine', () => new Promise((resolve) => {
    AbortSignal.timeout(1).addEventListener('abort', () => resolve(context.getStore()));
  }));
  eq(seen, 'mine');
});

test('Response.blob: the type', async () => {
  for (const [header, type] of [
    ['text/html; charset=UTF-8', 'text/html;charset=utf-8'],
    ['Text/Plain ;a="x y"', 'text/plain;a="x y"'],
    ['nonsense', ''],
    ['text/html;charset=x, text/html', 'text/html;charset=x'],
    ['text/html, application/json', 'application/json'],
    ['a/b;c', 'a/b'],
    ['a/b; c="d', 'a/b;c=d'],
  ]) {
    eq((await new Response('', { headers: { 'content-type': header } }).blob()).type, type, header);
  }
});

test('AbortSignal', async () => {
  const [a, b] = [new AbortController(), new AbortController()];
  const any = AbortSignal.any([a.signal, b.signal]);
  const nested = AbortSignal.any([any]);
  const order = [];
  a.signal.addEventListener('abort', () => order.push(['source', any.aborted, nested.aborted]));
  any.addEventListener('abort', () => order.push('any'));
  nested.addEventListener('abort', () => order.push('nested'));
  a.abort('why');
  b.abort('later');
  eq([order, any.reason, nested.reason], [[['source', true, true], 'any', 'nested'], 'why', 'why']);
  eq(AbortSignal.any([]).aborted, false);
  const timeout = AbortSignal.timeout(1);
  await new Promise((done) => (timeout.onabort = done));
  eq([timeout.reason.name, timeout.reason.code], ['TimeoutError', 23]);
  eq(AbortSignal.abort().reason.name, 'AbortError');
});

test('EventTarget', () => {
  const target = new EventTarget();
  const seen = [];
  const controller = new AbortController();
  target.addEventListener('x', () => seen.push('once'), { once: true });
  target.addEventListener('x', () => { seen.push('first'); controller.abort(); });
  target.addEventListener('x', () => seen.push('aborted'), { signal: controller.signal });
  target.addEventListener('x', function () { seen.push(this === target); });
  target.addEventListener('x', (event) => { event.preventDefault(); }, { passive: true });
  target.dispatchEvent(new Event('x', { cancelable: true }));
  target.dispatchEvent(new Event('x'));
  eq(seen, ['once', 'first', true, 'first', true]);
  target.addEventListener('y', null);
  throws(() => target.addEventListener('y', 5), TypeError);
  throws(() => new Event(), TypeError);
  const event = new Event('z');
  const inside = [];
  target.addEventListener('z', () => inside.push(event.eventPhase, event.composedPath().length));
  target.dispatchEvent(event);
  eq([inside, event.eventPhase, event.composedPath().length, event.isTrusted], [[2, 1], 0, 0, false]);
});

test('atob and btoa', () => {
  rows(outcome(atob), [
    ['', ''], ['YQ==', 'a'], ['YQ', 'a'], [' Y Q = = ', 'a'], ['YQ=', 'InvalidCharacterError'], ['Y', 'InvalidCharacterError'], ['YQ===', 'InvalidCharacterError'],
    ['Y-', 'InvalidCharacterError'], ['ab\tcd', 'i·\x1d'], [null, '\x9eée'], ['/A', 'ü'], ['////', 'ÿÿÿ'],
  ]);
  rows(outcome(btoa), [['', ''], ['a', 'YQ=='], ['é', '6Q=='], ['€', 'InvalidCharacterError'], [null, 'bnVsbA=='], ['\0\xff', 'AP8=']]);
});

test('crypto.getRandomValues', () => {
  rows(outcome((array) => crypto.getRandomValues(array) === array), [
    [new Uint8Array(0), true], [new Uint8Array(65536), true], [new Uint8Array(65537), 'QuotaExceededError'], [new Uint32Array(16385), 'QuotaExceededError'],
    [new BigInt64Array(2), true], [new Float32Array(1), 'TypeMismatchError'], [new DataView(new ArrayBuffer(1)), 'TypeMismatchError'],
  ]);
});

test('compression streams', async () => {
  for (const format of ['gzip', 'deflate', 'deflate-raw']) {
    const packed = await new Response(new Blob(['once more '.repeat(100)]).stream().pipeThrough(new CompressionStream(format))).arrayBuffer();
    assert(packed.byteLength < 100);
    const unpack = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format))).text();
    eq(await unpack(packed), 'once more '.repeat(100));
    await rejects(unpack(packed.slice(0, -4)), TypeError);
    await rejects(unpack('nonsense'), TypeError);
  }
  throws(() => new CompressionStream('br'), TypeError);
});

test('MessageChannel', async () => {
  const { port1, port2 } = new MessageChannel();
  const seen = [];
  port1.postMessage({ early: [1] });
  const done = new Promise((resolve) => {
    port2.onmessage = (event) => {
      seen.push(event.data);
      if (event.data === 'last') resolve();
    };
  });
  port1.postMessage('last');
  eq(seen.length, 0);
  await done;
  eq(seen, [{ early: [1] }, 'last']);
  throws(() => port1.postMessage(() => {}), 'DataCloneError');
  port1.close();
  port2.close();
});

test('timers, microtasks, errors', async () => {
  const order = [];
  setTimeout(() => order.push('timeout'), 0);
  queueMicrotask(() => order.push('microtask'));
  Promise.resolve().then(() => order.push('promise'));
  await new Promise((done) => setTimeout(done, 5));
  eq(order, ['microtask', 'promise', 'timeout']);
  const error = new Error('outer', { cause: new TypeError('inner') });
  eq([error.cause.name, Object.hasOwn(error, 'cause'), new AggregateError([1], 'm').errors], ['TypeError', true, [1]]);
  eq([new DOMException('m', 'AbortError').code, new DOMException('m', { name: 'x', cause: 1 }).cause ?? 1], [20, 1]);
  throws(() => queueMicrotask(5), TypeError);
});
