const urlencoded = (body) =>
  new Response(body, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }).formData();
const multipart = (body, boundary = 'b') =>
  new Response(body, { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }).formData();

test('the whole class', () => {
  const form = new FormData();
  form.append('a', '1');
  form.append('b', 2);
  form.append('a', null);
  eq([form.get('a'), form.get('b'), form.get('c'), form.getAll('a'), form.has('b'), form.has('c')], ['1', '2', null, ['1', 'null'], true, false]);
  form.set('a', 'x');
  eq([...form], [['a', 'x'], ['b', '2']]);
  eq([...form.keys()], ['a', 'b']);
  eq([...form.values()], ['x', '2']);
  eq([...form.entries()], [...form]);
  const seen = [];
  form.forEach((value, name, self) => seen.push(name + value + (self === form)));
  eq(seen, ['axtrue', 'b2true']);
  form.delete('a');
  eq(Object.fromEntries(form), { b: '2' });
  eq(Object.prototype.toString.call(form), '[object FormData]');
  throws(() => form.append('x'), TypeError);
  throws(() => form.append('x', 'text', 'file.txt'), TypeError);
});

test('files', async () => {
  const form = new FormData();
  const file = new File(['hi'], 'a.txt', { type: 'text/plain' });
  form.append('f', file);
  form.append('g', new Blob(['x'], { type: 'a/b' }));
  form.append('h', new Blob(['y']), 'named.bin');
  assert(form.get('f') instanceof File);
  eq(form.get('f').name, 'a.txt');
  eq([form.get('g').name, form.get('g').type], ['blob', 'a/b']);
  eq(form.get('h').name, 'named.bin');
  assert(form.get('h') === form.get('h'));
  eq(await form.get('h').text(), 'y');
});

test('urlencoded (S-121)', async () => {
  eq([...(await urlencoded('a=1&b=x+y&c=%20%zz&a=2&=e&k&&'))], [['a', '1'], ['b', 'x y'], ['c', ' %zz'], ['a', '2'], ['', 'e'], ['k', '']]);
  eq((await urlencoded('n=%ff')).get('n'), '\ufffd');
  eq([...(await urlencoded('__proto__=1&constructor=2'))], [['__proto__', '1'], ['constructor', '2']]);
  const response = new Response(null, { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=latin1' } });
  eq([...(await response.formData())], []);
  eq([...(await new Response(new URLSearchParams('q=ü')).formData())], [['q', 'ü']]);
});

test('multipart (S-122, S-123)', async () => {
  const form = await multipart(
    '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nline1\r\nline2 ü\r\n' +
      '--b\r\nContent-Disposition: form-data; name="f%22q"; filename="a%0Db.txt"\r\nContent-Type: text/html\r\n\r\n<p>\r\n' +
      '--b\r\nContent-Disposition: form-data; name="empty"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n' +
      '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n\r\n--b--\r\n',
  );
  eq([...form.keys()], ['text', 'f"q', 'empty', 'text']);
  eq(form.getAll('text'), ['line1\r\nline2 ü', '']);
  const file = form.get('f"q');
  assert(file instanceof File);
  eq([file.name, file.type, file.size, await file.text()], ['a\rb.txt', 'text/html', 3, '<p>']);
  const empty = form.get('empty');
  eq([empty.name, empty.size, empty.type], ['', 0, 'application/octet-stream']);
  eq([...(await multipart('--b--\r\n'))], []);
});

test('what fails, fails with a TypeError (S-125, S-126)', async () => {
  await rejects(multipart(''), TypeError);
  await rejects(multipart('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\ncut'), TypeError);
  await rejects(multipart('--b\nContent-Disposition: form-data; name="a"\n\nx\n--b--\n'), TypeError);
  await rejects(multipart('--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n'), TypeError);
  await rejects(new Response('x', { headers: { 'content-type': 'multipart/form-data' } }).formData(), TypeError);
  await rejects(new Response('a=1', { headers: { 'content-type': 'text/plain' } }).formData(), TypeError);
  await rejects(new Response('a=1', { headers: { 'content-type': 'application/json' } }).formData(), TypeError);
});

test('a FormData body goes out and comes back', async () => {
  const form = new FormData();
  form.append('näme "q"', 'value\nwith\r\nlines');
  form.append('file', new File([new Uint8Array([0, 255, 13, 10])], 'ü"x.bin', { type: 'x/y' }));
  form.append('file', new File([], 'empty'));
  const request = new Request('http://h/', { method: 'POST', body: form });
  assert(request.headers.get('content-type').startsWith('multipart/form-data; boundary='));
  const back = await request.formData();
  eq(back.get('näme "q"'), 'value\r\nwith\r\nlines');
  const [file, empty] = back.getAll('file');
  eq([file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]], ['ü"x.bin', 'x/y', [0, 255, 13, 10]]);
  eq([empty.name, empty.type, empty.size], ['empty', 'application/octet-stream', 0]);
});
