test('parts, size, type', async () => {
  const blob = new Blob(['ab', new Uint8Array([99]), new Blob(['d']), new Uint16Array([0x6665]).buffer, 5], { type: 'Text/Plain' });
  eq([blob.size, blob.type], [7, 'text/plain']);
  eq(await blob.text(), 'abcdef5');
  eq([...(await blob.bytes?.() ?? new Uint8Array(await blob.arrayBuffer()))], [97, 98, 99, 100, 101, 102, 53]);
  eq(new Uint8Array(await blob.arrayBuffer()).length, 7);
  eq(new Blob().size, 0);
  throws(() => new Blob('text'), TypeError);
  eq(Object.prototype.toString.call(blob), '[object Blob]');
});

test('slice', async () => {
  const blob = new Blob(['hello world'], { type: 'a/b' });
  eq(await blob.slice(6).text(), 'world');
  eq(await blob.slice(-5, -1).text(), 'worl');
  eq(await blob.slice(4, 2).text(), '');
  eq(blob.slice(0, 100).size, 11);
  eq([blob.slice(1).type, blob.slice(1, 2, 'x/y').type], ['', 'x/y']);
});

test('stream', async () => {
  const blob = new Blob(['x'.repeat(100000)]);
  let total = 0;
  let pieces = 0;
  for await (const piece of blob.stream()) {
    assert(piece instanceof Uint8Array);
    total += piece.length;
    pieces++;
  }
  eq(total, 100000);
  assert(pieces > 1);
});

test('File', async () => {
  const before = Date.now();
  const file = new File(['hi'], 'a.txt', { type: 'text/plain' });
  eq([file.name, file.size, file.type, await file.text()], ['a.txt', 2, 'text/plain', 'hi']);
  assert(file.lastModified >= before);
  eq(new File([], 'x', { lastModified: 5 }).lastModified, 5);
  assert(file instanceof Blob && file instanceof File);
  eq(Object.prototype.toString.call(file), '[object File]');
  throws(() => new File(['x']), TypeError);
  assert(!(file.slice(0, 1) instanceof File));
});

test('blobs cannot take all memory', () => {
  const part = new Uint8Array(8 << 20);
  const kept = [];
  throws(() => { for (let i = 0; i < 1000; i++) kept.push(new Blob([part])); }, RangeError);
  assert(kept.length >= 8);
  kept.length = 0;
  eq(new Blob([part]).size, 8 << 20);
  throws(() => new Blob(Array(100_000).fill('x'.repeat(1 << 20))), RangeError);
  eq(new Blob([part]).size, 8 << 20);
});
