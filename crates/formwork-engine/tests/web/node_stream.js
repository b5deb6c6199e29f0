// `node:stream` and what is built on it: files, hashes, zlib.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import util from 'node:util';
import zlib from 'node:zlib';
import { createHash } from 'node:crypto';
import EventEmitter from 'node:events';
import Stream, { Readable, Writable, Duplex, Transform, PassThrough, pipeline, finished, promises } from 'node:stream';
import * as streamPromises from 'node:stream/promises';
import { text as readText } from 'node:stream/consumers';
import { StringDecoder } from 'node:string_decoder';
import { AsyncLocalStorage } from 'node:async_hooks';

const collect = async (stream) => {
  const all = [];
  for await (const chunk of stream) all.push(chunk);
  return all;
};

/** A target that keeps what it gets, one chunk a turn. */
const keeper = (options = {}) => {
  const kept = [];
  const stream = new Writable({
    ...options,
    write(chunk, encoding, callback) {
      kept.push(String(chunk));
      setImmediate(callback);
    },
  });
  return Object.assign(stream, { kept });
};

test('reading', async () => {
  eq(await collect(Readable.from(['a', 'b', 'c'])), ['a', 'b', 'c']);
  eq(await Readable.from([1, 2, 3]).toArray(), [1, 2, 3]);
  async function* later() { yield 'x'; yield 'y'; }
  eq(await collect(Readable.from(later())), ['x', 'y']);
  const pushed = new Readable({ read() {} });
  pushed.push('hé');
  pushed.push(Buffer.from('!'));
  pushed.push(null);
  pushed.setEncoding('utf8');
  let all = '';
  pushed.on('data', (chunk) => (all += chunk));
  await new Promise((done) => pushed.on('end', done));
  eq([all, pushed.readableEnded], ['hé!', true]);
  const bytes = new Readable({ read() { this.push('abcdef'); this.push(null); } });
  await new Promise((done) => bytes.once('readable', done));
  eq([bytes.read(2).toString(), bytes.read().toString(), bytes.read()], ['ab', 'cdef', null]);
  class Counter extends Readable {
    n = 0;
    _read() { this.push(this.n < 3 ? String(this.n++) : null); }
  }
  eq((await collect(new Counter())).map(String).join(''), '012');
  eq(await readText(Readable.from(['a', 'b'])), 'ab');
});

test('errors and leaving', async () => {
  const broken = new Readable({ read() { this.destroy(new Error('broken')); } });
  await rejects(collect(broken), Error, 'broken');
  async function* bad() { yield 1; throw new Error('source'); }
  await rejects(collect(Readable.from(bad())), Error, 'source');
  const left = Readable.from(['a', 'b']);
  for await (const chunk of left) { eq(chunk, 'a'); break; }
  eq(left.destroyed, true);
  const controller = new AbortController();
  const aborted = new Readable({ read() {}, signal: controller.signal });
  aborted.on('error', () => {});
  const ended = promises.finished(aborted);
  controller.abort();
  await rejects(ended, 'AbortError');
});

test('writing and back-pressure', async () => {
  const target = keeper({ highWaterMark: 3 });
  eq([target.write('ab'), target.write('cd')], [true, false]);
  await new Promise((done) => target.once('drain', done));
  target.end('e');
  await new Promise((done) => target.once('finish', done));
  eq([target.kept, target.writableFinished], [['ab', 'cd', 'e'], true]);
  const late = keeper();
  late.on('error', () => {});
  late.end();
  const error = await new Promise((done) => late.write('x', done));
  eq(error.code, 'ERR_STREAM_WRITE_AFTER_END');
  const failing = new Writable({ write: (chunk, encoding, callback) => callback(new Error('full')) });
  const failed = new Promise((done) => failing.once('error', done));
  failing.write('x');
  eq((await failed).message, 'full');
  const together = [];
  const corked = new Writable({ writev(chunks, callback) { together.push(chunks.length); callback(); } });
  corked.cork();
  corked.write('a');
  corked.write('b');
  corked.uncork();
  corked.end();
  await new Promise((done) => corked.once('finish', done));
  eq(together, [2]);
  throws(() => keeper().write(null), TypeError);
  throws(() => keeper().write(5), TypeError);
});

test('pipes', async () => {
  const upper = new Transform({ transform: (chunk, encoding, callback) => callback(null, String(chunk).toUpperCase()) });
  const target = keeper();
  Readable.from(['a', 'b', 'c']).pipe(upper).pipe(target);
  await new Promise((done) => target.once('finish', done));
  eq(target.kept.join(''), 'ABC');
  const many = Array.from({ length: 500 }, (_, i) => `${i},`);
  const slow = keeper({ highWaterMark: 8 });
  await streamPromises.pipeline(Readable.from(many), new PassThrough({ highWaterMark: 4 }), slow);
  eq(slow.kept.join(''), many.join(''));
  await rejects(streamPromises.pipeline(Readable.from(['x']), new Transform({ transform: (c, e, callback) => callback(new Error('in between')) }), keeper()), Error, 'in between');
  const outcome = await new Promise((done) => pipeline(Readable.from(['1', '2']), async function* (source) { for await (const part of source) yield `<${part}>`; }, target2, (error) => done([error, target2.kept])));
  eq(outcome, [undefined, ['<1>', '<2>']]);
  const flushed = new Transform({ transform: (c, e, callback) => callback(null, c), flush(callback) { this.push('end'); callback(); } });
  flushed.end('x');
  eq((await collect(flushed)).map(String).join(''), 'xend');
  const both = new Duplex({ read() { this.push('r'); this.push(null); }, write: (c, e, callback) => callback() });
  assert(both instanceof Writable && both instanceof Readable && both instanceof Stream && both instanceof EventEmitter);
  finished(both, (error) => eq(error, undefined));
  both.end('w');
  eq((await collect(both)).map(String), ['r']);
});
const target2 = keeper();

test('what waits for a stream that is destroyed is told', async () => {
  const stuck = new Writable({ write() {} });
  const told = [];
  stuck.write('a');
  stuck.write('b', (error) => told.push(['write', error.code]));
  stuck.end((error) => told.push(['end', error.code]));
  stuck.destroy();
  await new Promise((done) => stuck.once('close', done));
  stuck.end((error) => told.push(['late', error.code]));
  await new Promise((done) => setImmediate(done));
  eq(told, [['write', 'ERR_STREAM_DESTROYED'], ['end', 'ERR_STREAM_DESTROYED'], ['late', 'ERR_STREAM_DESTROYED']]);
  const thrower = new Writable({ write() { throw new Error('thrown'); } });
  thrower.on('error', () => {});
  eq((await new Promise((done) => thrower.write('x', done))).message, 'thrown');
});

test('pipes to two: the slowest sets the pace, and one that leaves holds up nobody', async () => {
  const many = Array.from({ length: 200 }, () => 'x'.repeat(10));
  const [fast, slow] = [new Writable({ highWaterMark: 20, write: (c, e, callback) => callback() }), keeper({ highWaterMark: 20 })];
  let most = 0;
  const source = Readable.from(many);
  source.on('data', () => (most = Math.max(most, slow.writableLength)));
  source.pipe(fast);
  source.pipe(slow);
  await new Promise((done) => slow.once('finish', done));
  eq(slow.kept.length, 200);
  assert(most <= 30, `${most} were waiting`);
  const [leaving, staying] = [new Writable({ highWaterMark: 1, write() {} }), keeper()];
  const other = Readable.from(many);
  other.pipe(leaving);
  other.pipe(staying);
  setImmediate(() => leaving.destroy());
  await new Promise((done) => staying.once('finish', done));
  eq(staying.kept.length, 200);
});

test('signals of streams', async () => {
  await rejects(promises.pipeline(Readable.from(['x']), keeper(), { signal: AbortSignal.abort() }), 'AbortError');
  await rejects(promises.finished(new PassThrough(), { signal: AbortSignal.abort() }), 'AbortError');
  const { signal } = new AbortController();
  let listening = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args) => { listening += 1; addEventListener.apply(signal, args); };
  signal.removeEventListener = (...args) => { listening -= 1; removeEventListener.apply(signal, args); };
  await promises.pipeline(Readable.from(['x']), keeper(), { signal });
  const emitter = new EventEmitter();
  setImmediate(() => emitter.emit('there', 1));
  eq(await EventEmitter.once(emitter, 'there', { signal }), [1]);
  eq(listening, 0);
});

test('construct: nothing happens before', async () => {
  const seen = [];
  const stream = new Writable({
    construct(callback) { setTimeout(() => { seen.push('open'); callback(); }, 2); },
    write(chunk, encoding, callback) { seen.push(String(chunk)); callback(); },
  });
  stream.write('a');
  await new Promise((done) => stream.end('b', done));
  eq(seen, ['open', 'a', 'b']);
  const failing = new Readable({ construct: (callback) => callback(new Error('closed')), read() {} });
  await rejects(collect(failing), Error, 'closed');
});

test('old ways to inherit', () => {
  function Old() { Stream.call(this); this.writable = true; }
  util.inherits(Old, Stream);
  const old = new Old();
  let got = 0;
  old.on('data', (value) => (got = value));
  old.emit('data', 5);
  eq([got, old.writable], [5, true]);
  function OldEmitter() { EventEmitter.call(this); }
  util.inherits(OldEmitter, EventEmitter);
  const emitter = new OldEmitter();
  emitter.once('x', (value) => (got = value));
  emitter.emit('x', 6);
  eq([got, emitter instanceof EventEmitter, emitter.listenerCount('x')], [6, true, 0]);
});

test('web streams', async () => {
  const web = Readable.toWeb(Readable.from([Buffer.from('a'), Buffer.from('b')], { objectMode: false }));
  eq(await new Response(web).text(), 'ab');
  eq((await collect(Readable.fromWeb(new Blob(['from web']).stream()))).map(String).join(''), 'from web');
  const target = keeper();
  await new Blob(['to node']).stream().pipeTo(Writable.toWeb(target));
  eq(target.kept.join(''), 'to node');
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error('web')) });
  await rejects(collect(Duplex.fromWeb({ readable: broken, writable: new WritableStream() })), Error, 'web');
  let cancelled = false;
  const readable = new ReadableStream({ cancel() { cancelled = true; } });
  const both = Duplex.fromWeb({ readable, writable: new WritableStream() });
  both.destroy();
  await new Promise((done) => both.once('close', done));
  eq(cancelled, true);
});

test('files', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'streams-'));
  const file = path.join(dir, 'big.txt');
  const out = fs.createWriteStream(file);
  for (let i = 0; i < 3000; i++) out.write('0123456789\n');
  await new Promise((done) => out.end(done));
  eq([fs.statSync(file).size, out.bytesWritten], [33000, 33000]);
  const source = fs.createReadStream(file, { highWaterMark: 1000 });
  const hash = createHash('sha256');
  await promises.pipeline(source, hash);
  eq(hash.read().toString('hex'), createHash('sha256').update(fs.readFileSync(file)).digest('hex'));
  eq(await readText(fs.createReadStream(file, { start: 2, end: 5, encoding: 'utf8' })), '2345');
  const missing = fs.createReadStream(path.join(dir, 'none'));
  eq((await new Promise((done) => missing.on('error', done))).code, 'ENOENT');
  const fd = fs.openSync(file, 'r+');
  fs.writeSync(fd, 'AB', 1);
  const buffer = Buffer.alloc(4);
  eq([fs.readSync(fd, buffer, 0, 4, 0), buffer.toString(), fs.fstatSync(fd).size], [4, '0AB3', 33000]);
  fs.ftruncateSync(fd, 4);
  fs.closeSync(fd);
  eq([fs.readFileSync(file, 'utf8'), throws(() => fs.closeSync(fd), Error).code], ['0AB3', 'EBADF']);
  const handle = await fs.promises.open(path.join(dir, 'h'), 'w+');
  await handle.write('handle');
  await handle.close();
  const { O_RDWR, O_CREAT, O_TRUNC, O_EXCL } = fs.constants;
  fs.closeSync(fs.openSync(path.join(dir, 'h'), O_RDWR | O_CREAT));
  eq(fs.readFileSync(path.join(dir, 'h'), 'utf8'), 'handle');
  eq(throws(() => fs.openSync(path.join(dir, 'h'), O_RDWR | O_CREAT | O_EXCL), Error).code, 'EEXIST');
  fs.closeSync(fs.openSync(path.join(dir, 'new'), O_RDWR | O_CREAT));
  fs.writeFileSync(path.join(dir, 'new'), 'text');
  fs.closeSync(fs.openSync(path.join(dir, 'new'), O_RDWR | O_TRUNC));
  eq(fs.readFileSync(path.join(dir, 'new'), 'utf8'), '');
  const reading = await fs.promises.open(path.join(dir, 'h'));
  eq(await readText(reading.createReadStream({ autoClose: false })), 'handle');
  eq((await reading.stat()).size, 6);
  eq(await readText(reading.createReadStream({ start: 0 })), 'handle');
  const other = fs.openSync(path.join(dir, 'new'), 'w');
  await reading.close();
  fs.writeSync(other, 'still open');
  fs.closeSync(other);
  try { fs.utimesSync(path.join(dir, 'new'), 1e19, 1e19); } catch { /* as the system likes */ }
  fs.symlinkSync('h', path.join(dir, 'link'));
  eq([fs.readlinkSync(path.join(dir, 'link')), await fs.promises.readFile(path.join(dir, 'link'), 'utf8')], ['h', 'handle']);
  fs.cpSync(dir, path.join(dir, '../', path.basename(dir) + '-copy'), { recursive: true });
  eq(fs.readFileSync(path.join(dir + '-copy', 'h'), 'utf8'), 'handle');
  await fs.promises.rm(dir, { recursive: true });
  fs.rmSync(dir + '-copy', { recursive: true });
});

test('zlib', async () => {
  const text = 'once more, '.repeat(500);
  for (const [pack, unpack] of [['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw']]) {
    const packed = zlib[`${pack}Sync`](text);
    assert(packed.length < 200);
    eq(zlib[`${unpack}Sync`](packed).toString(), text);
    eq((await util.promisify(zlib[unpack])(packed)).toString(), text);
    throws(() => zlib[`${unpack}Sync`](packed.subarray(0, packed.length >> 1)), Error);
  }
  const through = Readable.from([Buffer.from(text)], { objectMode: false }).pipe(zlib.createGzip()).pipe(zlib.createGunzip());
  eq(await readText(through), text);
});

test('StringDecoder', () => {
  const decoder = new StringDecoder('utf8');
  eq([decoder.write(Buffer.from([0xe2, 0x82])), decoder.write(Buffer.from([0xac])), decoder.end()], ['', '€', '']);
  const base64 = new StringDecoder('base64');
  eq(base64.write(Buffer.from('a')) + base64.write(Buffer.from('bc')) + base64.end(Buffer.from('d')), Buffer.from('abcd').toString('base64'));
  eq(new StringDecoder('hex').write(Buffer.from('A')), '41');
});

test('pipelines: what the last function gives, targets that stay open, arguments', async () => {
  const joined = await streamPromises.pipeline(Readable.from(['a', 'b']), async (source) => (await collect(source)).join('+'));
  eq(joined, 'a+b');
  const target = keeper();
  await streamPromises.pipeline(Readable.from(['a']), target, { end: false });
  eq(target.writableEnded, false);
  await streamPromises.pipeline(Readable.from(['b']), target);
  eq([target.kept, target.writableFinished], [['a', 'b'], true]);
  eq(throws(() => pipeline(Readable.from(['a']), keeper()), TypeError).code, 'ERR_INVALID_ARG_TYPE');
  eq(throws(() => pipeline(Readable.from(['a']), () => {}), TypeError).code, 'ERR_MISSING_ARGS');
});

test('errors on the way are told, and end nothing by mistake', async () => {
  eq((await rejects(collect(Readable.from([1, null, 2])), TypeError)).code, 'ERR_STREAM_NULL_VALUES');
  const thrower = new Readable({ read() {}, destroy() { throw new RangeError('in destroy'); } });
  const told = new Promise((done) => thrower.once('error', done));
  thrower.destroy();
  eq((await told).message, 'in destroy');
  const gone = new Writable({ write() {} });
  const web = Writable.toWeb(gone).getWriter();
  const closed = rejects(web.closed, Error);
  gone.destroy();
  eq((await closed).code, 'ERR_STREAM_PREMATURE_CLOSE');
  const mixed = new Duplex({ objectMode: false, readableObjectMode: true, read() {}, write() {} });
  eq([mixed.readableObjectMode, mixed.writableObjectMode], [true, false]);
  // Destroyed before it was constructed: nothing is opened.
  let constructed = false;
  const early = new Readable({ construct(callback) { constructed = true; callback(); }, read() {} });
  early.destroy();
  await new Promise((done) => early.once('close', done));
  eq(constructed, false);
});

test('steps of user code that a stream takes are in the context of who made it', async () => {
  const store = new AsyncLocalStorage();
  const seen = [];
  async function* source() {
    for (let i = 0; i < 3; i++) {
      seen.push(store.getStore());
      yield i;
    }
  }
  const stream = store.run('mine', () => Readable.from(source()).map((value) => [value, store.getStore()]));
  eq(await store.run('other', () => stream.toArray()), [[0, 'mine'], [1, 'mine'], [2, 'mine']]);
  eq(seen, ['mine', 'mine', 'mine']);
});
