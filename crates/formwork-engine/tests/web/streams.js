const read = async (stream) => {
  const all = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
};
const of = (...chunks) => new ReadableStream({ start(c) { for (const chunk of chunks) c.enqueue(chunk); c.close(); } });

test('reading', async () => {
  eq(await read(of(1, 2, 3)), [1, 2, 3]);
  let n = 0;
  eq(await read(new ReadableStream({ pull(c) { if (++n > 3) c.close(); else c.enqueue(n); } })), [1, 2, 3]);
  eq(await read(ReadableStream.from(['a', Promise.resolve('b')])), ['a', 'b']);
  eq(await read(ReadableStream.from((async function* () { yield 1; yield 2; })())), [1, 2]);
  const reader = of('x').getReader();
  eq([await reader.read(), await reader.read(), await reader.closed], [{ value: 'x', done: false }, { value: undefined, done: true }, undefined]);
});

test('back-pressure: pull is called as needed', async () => {
  let pulls = 0;
  const stream = new ReadableStream({ pull(c) { pulls++; c.enqueue(pulls); } }, { highWaterMark: 2 });
  await Promise.resolve();
  await new Promise((done) => setTimeout(done, 1));
  eq(pulls, 2);
  const reader = stream.getReader();
  eq((await reader.read()).value, 1);
  await new Promise((done) => setTimeout(done, 1));
  eq(pulls, 3);
});

test('errors and cancel', async () => {
  const broken = new ReadableStream({ start(c) { c.error(new RangeError('no')); } });
  await rejects(broken.getReader().read(), RangeError);
  await rejects(read(new ReadableStream({ pull() { throw new RangeError('in pull'); } })), RangeError);
  throws(() => new ReadableStream({ start() { throw new RangeError('in start'); } }), RangeError);
  let reason;
  const stream = new ReadableStream({ cancel(r) { reason = r; } });
  await stream.cancel('why');
  eq(reason, 'why');
  const locked = of(1);
  const reader = locked.getReader();
  throws(() => locked.getReader(), TypeError);
  await rejects(locked.cancel(), TypeError);
  reader.releaseLock();
  eq(await read(locked), [1]);
  await rejects(reader.read(), TypeError);
});

test('leaving a loop cancels', async () => {
  let cancelled = false;
  const make = () => new ReadableStream({ pull(c) { c.enqueue(1); }, cancel() { cancelled = true; } });
  for await (const _ of make()) break;
  eq(cancelled, true);
  cancelled = false;
  const kept = make();
  for await (const _ of kept.values({ preventCancel: true })) break;
  eq([cancelled, kept.locked], [false, false]);
});

test('tee', async () => {
  const [a, b] = of(1, 2, 3).tee();
  eq([await read(a), await read(b)], [[1, 2, 3], [1, 2, 3]]);
  let reason;
  const [c, d] = new ReadableStream({ cancel(r) { reason = r; } }).tee();
  const both = [c.cancel('x'), d.cancel('y')];
  await Promise.all(both);
  eq(reason, ['x', 'y']);
  const [e, f] = new ReadableStream({ pull(controller) { controller.error(new RangeError('t')); } }).tee();
  await rejects(read(e), RangeError);
  await rejects(read(f), RangeError);
});

test('streams of bytes', async () => {
  const stream = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2, 3, 4, 5])); c.close(); } });
  const reader = stream.getReader({ mode: 'byob' });
  const first = await reader.read(new Uint8Array(3));
  eq([[...first.value], first.done], [[1, 2, 3], false]);
  const second = await reader.read(new Uint8Array(3));
  eq([[...second.value], second.done], [[4, 5], false]);
  eq((await reader.read(new Uint8Array(1))).done, true);
  throws(() => of(1).getReader({ mode: 'byob' }), TypeError);
  throws(() => new ReadableStream({ type: 'nope' }), TypeError);
});

test('writing', async () => {
  const seen = [];
  const stream = new WritableStream({
    start() { seen.push('start'); }, write(chunk) { seen.push(chunk); }, close() { seen.push('close'); },
  });
  const writer = stream.getWriter();
  await writer.ready;
  writer.write('a');
  writer.write('b');
  await writer.close();
  eq(seen, ['start', 'a', 'b', 'close']);
  await rejects(writer.write('c'), TypeError);
  eq(await writer.closed, undefined);
});

test('writable: back-pressure, errors, abort', async () => {
  let release;
  const stream = new WritableStream({ write() { return new Promise((done) => { release = done; }); } });
  const writer = stream.getWriter();
  await writer.ready;
  eq(writer.desiredSize, 1);
  const first = writer.write(1);
  eq(writer.desiredSize, 0);
  let ready = false;
  writer.ready.then(() => { ready = true; });
  await new Promise((done) => setTimeout(done, 1));
  eq(ready, false);
  release();
  await first;
  await writer.ready;
  eq(writer.desiredSize, 1);

  const failing = new WritableStream({ write() { throw new RangeError('w'); } }).getWriter();
  await rejects(failing.write(1), RangeError);
  await rejects(failing.closed, RangeError);
  await rejects(failing.write(2), RangeError);

  let aborted;
  const other = new WritableStream({ abort(reason) { aborted = reason; } });
  await other.abort('stop');
  eq(aborted, 'stop');
});

test('transform', async () => {
  const upper = () => new TransformStream({ transform(chunk, c) { c.enqueue(chunk.toUpperCase()); }, flush(c) { c.enqueue('!'); } });
  eq(await read(of('a', 'b').pipeThrough(upper())), ['A', 'B', '!']);
  eq(await read(of(1, 2).pipeThrough(new TransformStream())), [1, 2]);
  const failing = of(1).pipeThrough(new TransformStream({ transform() { throw new RangeError('t'); } }));
  await rejects(read(failing), RangeError);
  const ended = of(1, 2, 3).pipeThrough(new TransformStream({ transform(chunk, c) { c.enqueue(chunk); c.terminate(); } }));
  eq(await read(ended), [1]);
  const later = of(1, 2).pipeThrough(new TransformStream({ async transform(chunk, c) { await null; c.enqueue(chunk * 10); } }));
  eq(await read(later), [10, 20]);
});

test('pipeTo', async () => {
  const seen = [];
  await of(1, 2).pipeTo(new WritableStream({ write(chunk) { seen.push(chunk); }, close() { seen.push('end'); } }));
  eq(seen, [1, 2, 'end']);
  const kept = new WritableStream();
  await of(1).pipeTo(kept, { preventClose: true });
  await kept.getWriter().write('still open');
  let aborted;
  await rejects(new ReadableStream({ start(c) { c.error(new RangeError('src')); } }).pipeTo(new WritableStream({ abort(r) { aborted = r; } })), RangeError);
  eq(aborted.message, 'src');
  let cancelled;
  await rejects(new ReadableStream({ pull(c) { c.enqueue(1); }, cancel(r) { cancelled = r; } }).pipeTo(new WritableStream({ write() { throw new RangeError('dst'); } })), RangeError);
  eq(cancelled.message, 'dst');
  const controller = new AbortController();
  const piping = new ReadableStream({}).pipeTo(new WritableStream(), { signal: controller.signal });
  controller.abort();
  await rejects(piping, 'AbortError');
});

test('text streams', async () => {
  eq(await read(of('a', '\ud834', '\udd1e').pipeThrough(new TextEncoderStream()).pipeThrough(new TextDecoderStream())), ['a', '𝄞']);
  const bytes = new TextEncoder().encode('𝄞');
  eq((await read(of(bytes.slice(0, 2), bytes.slice(2)).pipeThrough(new TextDecoderStream()))).join(''), '𝄞');
});

test('strategies', () => {
  eq(new CountQueuingStrategy({ highWaterMark: 3 }).highWaterMark, 3);
  eq(new ByteLengthQueuingStrategy({ highWaterMark: 1 }).size(new Uint8Array(7)), 7);
  throws(() => new ReadableStream({}, { highWaterMark: -1 }), RangeError);
});
