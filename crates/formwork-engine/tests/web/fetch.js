test('Response: defaults and init', async () => {
  const plain = new Response();
  eq([plain.status, plain.ok, plain.statusText, plain.body, plain.bodyUsed, plain.type, plain.url, plain.redirected], [200, true, '', null, false, 'default', '', false]);
  const response = new Response('hello', { status: 404, statusText: 'Nope', headers: { 'x-a': '1' } });
  eq([response.status, response.ok, response.statusText], [404, false, 'Nope']);
  eq([...response.headers], [['content-type', 'text/plain;charset=UTF-8'], ['x-a', '1']]);
  eq(await response.text(), 'hello');
  eq(Object.prototype.toString.call(response), '[object Response]');
  throws(() => new Response('', { status: 99 }), RangeError);
  throws(() => new Response('', { status: 600 }), RangeError);
  throws(() => new Response('x', { status: 204 }), TypeError);
  eq(new Response(null, { status: 204 }).status, 204);
  eq(new Response('x', { headers: { 'content-type': 'a/b' } }).headers.get('content-type'), 'a/b');
});

test('Response statics', async () => {
  const json = Response.json({ a: [1] }, { status: 201, headers: { x: 'y' } });
  eq([json.status, json.headers.get('content-type'), json.headers.get('x'), await json.json()], [201, 'application/json', 'y', { a: [1] }]);
  eq(Response.json(1, { headers: { 'content-type': 'application/problem+json' } }).headers.get('content-type'), 'application/problem+json');
  throws(() => Response.json(undefined), TypeError);
  const redirect = Response.redirect('http://h/x', 303);
  eq([redirect.status, redirect.headers.get('location')], [303, 'http://h/x']);
  throws(() => redirect.headers.set('a', 'b'), TypeError);
  throws(() => Response.redirect('http://h/', 200), RangeError);
  const error = Response.error();
  eq([error.type, error.status], ['error', 0]);
});

test('bodies of every kind', async () => {
  const text = (body) => new Response(body).text();
  eq(await text(new Uint8Array([104, 105])), 'hi');
  eq(await text(new Uint8Array([104, 105]).buffer), 'hi');
  eq(await text(new DataView(new Uint8Array([1, 104, 105]).buffer, 1)), 'hi');
  eq(await text(new Blob(['b'])), 'b');
  eq(await text(new URLSearchParams('a=b c')), 'a=b+c');
  eq(await text(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode('str')); c.enqueue(new TextEncoder().encode('eam')); c.close(); } })), 'stream');
  eq(await text((async function* () { yield new TextEncoder().encode('gen'); })()), 'gen');
  eq(await text(42), '42');
  eq(await text({}), '[object Object]');
  eq(new Response(new Blob(['x'], { type: 'a/b' })).headers.get('content-type'), 'a/b');
  eq(new Response(new URLSearchParams()).headers.get('content-type'), 'application/x-www-form-urlencoded;charset=UTF-8');
  eq(new Response(new Uint8Array(1)).headers.get('content-type'), null);
  eq(await text('\ufeffbom'), 'bom');
  eq(await text(''), '');
});

test('reading methods', async () => {
  const make = () => new Response('{"a":"ü"}', { headers: { 'content-type': 'application/json' } });
  eq(await make().json(), { a: 'ü' });
  eq((await make().arrayBuffer()).byteLength, 10);
  const blob = await make().blob();
  eq([blob.size, blob.type], [10, 'application/json']);
  await rejects(new Response('nope').json(), SyntaxError);
  eq(await new Response(null).text(), '');
  eq((await new Response(null).arrayBuffer()).byteLength, 0);
  await rejects(new Response(null).json(), SyntaxError);
});

test('a body is read once (S-120)', async () => {
  const response = new Response('x');
  const reading = response.text();
  eq(response.bodyUsed, true);
  eq(await reading, 'x');
  await rejects(response.text(), TypeError);
  await rejects(response.json(), TypeError);
  await rejects(response.formData(), TypeError);
  throws(() => response.clone(), TypeError);
  const locked = new Response('y');
  locked.body.getReader();
  await rejects(locked.text(), TypeError);
  const streamed = new Response('z');
  for await (const piece of streamed.body) eq([...piece], [122]);
  eq(streamed.bodyUsed, true);
  await rejects(streamed.text(), TypeError);
});

test('clone', async () => {
  const response = new Response('abc', { status: 201, headers: { a: 'b' } });
  const copy = response.clone();
  copy.headers.set('a', 'c');
  eq([await response.text(), await copy.text(), response.headers.get('a'), copy.status], ['abc', 'abc', 'b', 201]);
  const stream = new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array([65])); c.close(); } }));
  const other = stream.clone();
  eq([await stream.text(), await other.text()], ['A', 'A']);
});

test('Request', async () => {
  const request = new Request('http://h/a?b#c', { method: 'post', body: 'x', headers: { a: '1' } });
  eq([request.method, request.url, request.headers.get('a'), request.headers.get('content-type')], ['POST', 'http://h/a?b#c', '1', 'text/plain;charset=UTF-8']);
  eq([request.mode, request.credentials, request.redirect, request.cache], ['cors', 'same-origin', 'follow', 'default']);
  assert(request.signal instanceof AbortSignal && !request.signal.aborted);
  const copy = new Request(request, { headers: { a: '2' } });
  eq([copy.method, copy.headers.get('a'), await copy.text()], ['POST', '2', 'x']);
  eq(request.bodyUsed, true);
  throws(() => new Request('http://h', { body: 'x' }), TypeError);
  throws(() => new Request('/relative'), TypeError);
  throws(() => new Request('http://u:p@h/'), TypeError);
  throws(() => new Request('http://h', { method: 'a b' }), TypeError);
  throws(() => new Request('http://h', { method: 'TRACE' }), TypeError);
  eq(new Request('http://h', { method: 'patch' }).method, 'patch');
  eq(Object.prototype.toString.call(request), '[object Request]');
  class Mine extends Request { get x() { return this.method; } }
  eq(new Mine('http://h').x, 'GET');
});

test('Request.clone and signals', async () => {
  const controller = new AbortController();
  const request = new Request(new URL('http://h/'), { method: 'PUT', body: 'q', signal: controller.signal });
  const copy = request.clone();
  eq([await request.text(), await copy.text()], ['q', 'q']);
  controller.abort();
  eq([request.signal.aborted, copy.signal.aborted], [true, true]);
});

test('a stream that breaks', async () => {
  const broken = () => new ReadableStream({ pull(c) { c.error(new RangeError('broken')); } });
  await rejects(new Response(broken()).text(), RangeError, 'broken');
  await rejects(new Response(new ReadableStream({ pull(c) { c.enqueue('text'); } })).text(), TypeError);
});

test('instanceof and brands', () => {
  assert(new Response() instanceof Response);
  throws(() => Response.prototype.status, TypeError);
  throws(() => Object.getOwnPropertyDescriptor(Request.prototype, 'url').get.call({}), TypeError);
});

test('fetch of data: URLs', async () => {
  eq(await (await fetch('data:text/plain,hello%20w')).text(), 'hello w');
  const response = await fetch('data:text/html;base64,aGk=');
  eq([await response.text(), response.headers.get('content-type')], ['hi', 'text/html']);
  eq(await (await fetch('data:,50%25%2%zz%+1%4')).text(), '50%%2%zz%+1%4');
  eq(await (await fetch('data:,1%1 x')).text(), '1%1 x');
  await rejects(fetch('data:text/plain;base64,*'), TypeError, 'fetch failed');
  await rejects(fetch('/relative'), TypeError, '"/relative"');
  await rejects(fetch('data:,x', { signal: AbortSignal.abort() }), 'AbortError');
});

test('what fetch refuses', async () => {
  for (const url of ['file:///etc/passwd', 'ftp://h/', 'blob:x']) {
    const { cause } = await rejects(fetch(url), TypeError, 'fetch failed');
    assert(cause.message.includes(url), cause.message);
  }
  await rejects(fetch('http://h/', { integrity: 'sha256-x' }), TypeError, 'integrity');
  await rejects(fetch('http://h/', { redirect: 'sometimes' }), TypeError, 'sometimes');
  await rejects(fetch('http://h/', { method: 'GET', body: 'x' }), TypeError);
  await rejects(fetch('http://u:p@h/'), TypeError);
});
