// `node:fs`: what must not be lost, who may look, and errors as Node gives them.
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable, pipeline } from 'node:stream';
import * as streams from 'node:stream/promises';

const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
const turn = () => new Promise((done) => setImmediate(done));
const mode = (file) => fs.statSync(file).mode & 0o777;
const text = (file) => fs.readFileSync(file, 'utf8');

test('flags by number and by name', () => {
  const dir = folder();
  const file = path.join(dir, 'a');
  const { O_RDWR, O_CREAT, O_TRUNC, O_EXCL, O_APPEND, O_WRONLY } = fs.constants;
  fs.writeFileSync(file, 'kept');
  fs.closeSync(fs.openSync(file, O_RDWR | O_CREAT));
  eq(text(file), 'kept');
  eq(throws(() => fs.openSync(file, O_RDWR | O_CREAT | O_EXCL), Error).code, 'EEXIST');
  fs.writeFileSync(file, ' more', { flag: O_WRONLY | O_APPEND });
  eq(text(file), 'kept more');
  for (const flag of ['as', 'sa', 'a']) fs.writeFileSync(file, '!', { flag });
  eq(text(file), 'kept more!!!');
  for (const flag of ['ax', 'xa+', 'wx', 'xw+']) eq(throws(() => fs.openSync(file, flag), Error).code, 'EEXIST', flag);
  for (const flag of ['rx', 'q', '']) eq(throws(() => fs.openSync(file, flag), TypeError).code, 'ERR_INVALID_ARG_VALUE', flag);
  fs.closeSync(fs.openSync(file, O_RDWR | O_TRUNC));
  eq(text(file), '');
  fs.rmSync(dir, { recursive: true });
});

test('copies lose nothing', async () => {
  const dir = folder();
  const [a, b] = [path.join(dir, 'a'), path.join(dir, 'b')];
  fs.writeFileSync(a, 'first');
  fs.writeFileSync(b, 'second');
  const refused = throws(() => fs.copyFileSync(a, b, fs.constants.COPYFILE_EXCL), Error, `EEXIST: file already exists, copyfile '${a}' -> '${b}'`);
  eq([refused.code, refused.errno, refused.syscall, refused.path, refused.dest], ['EEXIST', -17, 'copyfile', a, b]);
  eq((await rejects(fsp.copyFile(a, b, fs.constants.COPYFILE_EXCL), Error)).code, 'EEXIST');
  eq(text(b), 'second');
  fs.symlinkSync(a, path.join(dir, 'link'));
  fs.copyFileSync(path.join(dir, 'link'), a);
  await fsp.copyFile(a, a);
  eq(text(a), 'first');
  eq(throws(() => fs.renameSync(path.join(dir, 'none'), b), Error, `-> '${b}'`).dest, b);

  fs.mkdirSync(path.join(dir, 'tree/deep'), { recursive: true });
  fs.writeFileSync(path.join(dir, 'tree/deep/x'), 'x');
  fs.symlinkSync('..', path.join(dir, 'tree/deep/up'));
  eq(throws(() => fs.cpSync(path.join(dir, 'tree'), path.join(dir, 'tree/copy'), { recursive: true }), Error).code, 'ERR_FS_CP_EINVAL');
  eq(throws(() => fs.cpSync(path.join(dir, 'tree'), path.join(dir, 'copy')), Error).code, 'ERR_FS_EISDIR');
  fs.cpSync(path.join(dir, 'tree'), path.join(dir, 'copy'), { recursive: true });
  eq([text(path.join(dir, 'copy/deep/x')), fs.lstatSync(path.join(dir, 'copy/deep/up')).isSymbolicLink()], ['x', true]);
  fs.writeFileSync(path.join(dir, 'copy/deep/x'), 'other');
  await fsp.cp(path.join(dir, 'tree'), path.join(dir, 'copy'), { recursive: true, force: false });
  eq(text(path.join(dir, 'copy/deep/x')), 'other');
  eq((await rejects(fsp.cp(path.join(dir, 'tree'), path.join(dir, 'copy'), { recursive: true, force: false, errorOnExist: true }), Error)).code, 'ERR_FS_CP_EEXIST');

  // What a link leads to stays.
  fs.symlinkSync(path.join(dir, 'tree'), path.join(dir, 'copy/outside'));
  await fsp.rm(path.join(dir, 'copy'), { recursive: true });
  eq(text(path.join(dir, 'tree/deep/x')), 'x');
  eq(throws(() => fs.rmSync(path.join(dir, 'tree')), Error).code, 'ERR_FS_EISDIR');
  fs.rmSync(dir, { recursive: true });
});

test('who may look', async () => {
  const dir = folder();
  eq(mode(dir), 0o700);
  fs.mkdirSync(path.join(dir, 'a'), { mode: 0o700 });
  fs.mkdirSync(path.join(dir, 'b'), 0o700);
  await fsp.mkdir(path.join(dir, 'c'), { mode: '0700' });
  await fsp.writeFile(path.join(dir, 'd'), '', { mode: 0o600 });
  eq(['a', 'b', 'c', 'd'].map((name) => mode(path.join(dir, name))), [0o700, 0o700, 0o700, 0o600]);
  eq(throws(() => fs.accessSync(path.join(dir, 'd'), fs.constants.X_OK), Error, 'access').code, 'EACCES');
  fs.accessSync(path.join(dir, 'd'));
  fs.rmSync(dir, { recursive: true });
});

test('errors', async () => {
  const dir = folder();
  const told = (error) => [error.code, error.errno, error.syscall, error.path, error.message];
  const here = path.join(dir, 'none/x');
  eq(told(throws(() => fs.writeFileSync(here, ''), Error)), ['ENOENT', -2, 'open', here, `ENOENT: no such file or directory, open '${here}'`]);
  eq(told(await rejects(fsp.readFile(here), Error)), ['ENOENT', -2, 'open', here, `ENOENT: no such file or directory, open '${here}'`]);
  eq(told(throws(() => fs.readFileSync(dir), Error)), ['EISDIR', -21, 'read', undefined, 'EISDIR: illegal operation on a directory, read']);
  eq(told(throws(() => fs.mkdirSync(dir), Error)), ['EEXIST', -17, 'mkdir', dir, `EEXIST: file already exists, mkdir '${dir}'`]);
  fs.writeFileSync(path.join(dir, 'file'), '');
  eq(throws(() => fs.mkdirSync(path.join(dir, 'file/x'), { recursive: true }), Error).code, 'ENOTDIR');
  eq(throws(() => fs.mkdirSync(path.join(dir, 'file'), { recursive: true }), Error).code, 'EEXIST');
  eq(throws(() => fs.rmdirSync(dir), Error).code, 'ENOTEMPTY');
  eq(throws(() => fs.readFileSync(path.join(dir, 'x'.repeat(300))), Error).code, 'ENAMETOOLONG');
  fs.symlinkSync('loop', path.join(dir, 'loop'));
  eq(throws(() => fs.readFileSync(path.join(dir, 'loop')), Error).code, 'ELOOP');
  eq(told(throws(() => fs.closeSync(12345), Error)).slice(0, 3), ['EBADF', -9, 'close']);
  eq(await new Promise((done) => fs.stat(here, (error, value) => done([error.code, value]))), ['ENOENT', undefined]);
  eq(throws(() => fs.readFile(here), TypeError).code, 'ERR_INVALID_ARG_TYPE');
  fs.rmSync(dir, { recursive: true });
});

test('handles', async () => {
  const dir = folder();
  const file = path.join(dir, 'a');
  const handle = await fsp.open(file, 'w+', 0o600);
  await fsp.writeFile(handle, 'one ');
  await handle.appendFile(Buffer.from('two'));
  eq([(await handle.stat()).size, mode(file)], [7, 0o600]);
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(3), 0, 3, 4);
  eq([bytesRead, String(buffer)], [3, 'two']);
  eq((await handle.write('ONE', 0)).bytesWritten, 3);
  eq(await fsp.readFile(file, 'utf8'), 'ONE two');
  await handle.writeFile(new Blob([' three']).stream());
  eq(text(file), 'ONE two three');
  await handle.truncate(3);
  await handle.close();
  await handle.close();
  eq((await rejects(handle.readFile(), Error)).code, 'EBADF');
  // The number of a closed handle is nobody else's.
  const stream = (await fsp.open(file)).createReadStream();
  const { fd } = stream;
  await stream.toArray();
  const other = fs.openSync(file);
  eq(throws(() => fs.fstatSync(fd), Error).code, 'EBADF');
  eq(fs.fstatSync(other).size, 3);
  fs.closeSync(other);
  const keeping = await fsp.open(file);
  await keeping.createReadStream({ autoClose: false }).toArray();
  eq((await keeping.stat()).size, 3);
  await keeping.close();
  eq(throws(() => fs.readSync(3, Buffer.alloc(2), 0, 5), RangeError).code, 'ERR_OUT_OF_RANGE');
  eq(await promisify(fs.exists)(file), true);
  const opened = await promisify(fs.open)(file, 'r');
  eq((await promisify(fs.read)(opened, Buffer.alloc(9), 0, 9, 0)).bytesRead, 3);
  fs.closeSync(opened);
  fs.rmSync(dir, { recursive: true });
});

test('streams open, fail and close', async () => {
  const dir = folder();
  const [file, copy] = [path.join(dir, 'a'), path.join(dir, 'b')];
  fs.writeFileSync(file, 'x'.repeat(200000));
  const seen = [];
  const source = fs.createReadStream(file);
  for (const name of ['open', 'ready', 'end', 'close']) source.on(name, () => seen.push(name));
  await streams.pipeline(source, fs.createWriteStream(copy, { flush: true }));
  if (!source.closed) await new Promise((done) => source.once('close', done));
  eq([fs.statSync(copy).size, seen, source.fd], [200000, ['open', 'ready', 'end', 'close'], null]);
  // A failure half way: both files are closed, and whoever waits is told.
  async function* failing() {
    yield 'some';
    throw new RangeError('half way');
  }
  const target = fs.createWriteStream(copy);
  await rejects(streams.pipeline(failing, target), RangeError, 'half way');
  if (!target.closed) await new Promise((done) => target.once('close', done));
  eq([target.fd, target.destroyed], [null, true]);
  const missing = fs.createReadStream(path.join(dir, 'none'));
  eq((await rejects(missing.toArray(), Error)).code, 'ENOENT');
  eq((await rejects(streams.pipeline(Readable.from(['a']), fs.createWriteStream(path.join(dir, 'none/x'))), Error)).code, 'ENOENT');
  // Aborted before it began: the file that is there is not emptied.
  const aborted = fs.createWriteStream(file, { signal: AbortSignal.abort() });
  eq((await new Promise((done) => aborted.once('error', done))).name, 'AbortError');
  await turn();
  eq(fs.statSync(file).size, 200000);
  eq(throws(() => fs.createReadStream(5), TypeError).code, 'ERR_INVALID_ARG_TYPE');
  eq(throws(() => fs.createReadStream(file, { start: 5, end: 2 }), RangeError).code, 'ERR_OUT_OF_RANGE');
  eq(String(Buffer.concat(await fs.createReadStream(file, { start: 199998 }).toArray())), 'xx');
  const into = fs.createWriteStream(file, { flags: 'r+', start: 1 });
  await new Promise((done) => into.end('YZ', () => into.close(done)));
  eq([fs.statSync(file).size, text(file).slice(0, 4)], [200000, 'xYZx']);
  fs.rmSync(dir, { recursive: true });
});

test('operations that nobody awaits are done, and in the context of who asked', async () => {
  const dir = folder();
  const store = new AsyncLocalStorage();
  const seen = await store.run('mine', () => new Promise((done) => fs.readdir(dir, () => done(store.getStore()))));
  eq(seen, 'mine');
  const steps = [];
  async function* pieces() {
    steps.push(store.getStore());
    yield 'a';
    steps.push(store.getStore());
    yield 'b';
    steps.push(store.getStore());
  }
  const written = store.run('request', () => fsp.writeFile(path.join(dir, 'x'), pieces()));
  await store.run('another', () => written);
  eq(steps, ['request', 'request', 'request']);
  // A stream that could not be written stays whole, for another try.
  const stream = new Blob(['pieces']).stream();
  eq((await rejects(fsp.writeFile(path.join(dir, 'x'), stream, { flag: 'wx' }), Error)).code, 'EEXIST');
  eq(stream.locked, false);
  await fsp.writeFile(path.join(dir, 'y'), stream);
  eq(text(path.join(dir, 'y')), 'pieces');
  fs.rmSync(dir, { recursive: true });
});

test('reading aside does not hold up the engine', async () => {
  const dir = folder();
  const file = path.join(dir, 'a');
  fs.writeFileSync(file, 'x');
  let told = false;
  const reading = fsp.readFile(file).then(() => (told = true));
  for (let i = 0; i < 5; i++) await null;
  eq(told, false);
  await reading;
  fs.rmSync(dir, { recursive: true });
});

test('operations on one handle are done in the order in which they were asked for', async () => {
  const dir = folder();
  const file = path.join(dir, 'a');
  const handle = await fsp.open(file, 'w+');
  const all = Array.from({ length: 100 }, (_, i) => handle.write(`${i},`));
  const size = handle.stat().then((stat) => stat.size);
  // Closing waits for what was asked for before; what comes after finds no file.
  const closed = handle.close();
  eq((await rejects(handle.write('late'), Error)).code, 'EBADF');
  await closed;
  const expected = all.map((_, i) => `${i},`).join('');
  eq([text(file), await size], [expected, expected.length]);
  await Promise.all(all);
  // Far more than there are threads for.
  await Promise.all(Array.from({ length: 200 }, (_, i) => fsp.writeFile(path.join(dir, `f${i}`), `${i}`)));
  const read = await Promise.all(Array.from({ length: 200 }, (_, i) => fsp.readFile(path.join(dir, `f${i}`), 'utf8')));
  eq(read, Array.from({ length: 200 }, (_, i) => `${i}`));
  fs.rmSync(dir, { recursive: true });
});

test('large files are read and written piece by piece', async () => {
  const dir = folder();
  const file = path.join(dir, 'a');
  // Characters of two, three and four bytes, which the ends of pieces fall upon.
  const large = 'é€😀x'.repeat(110000);
  await fsp.writeFile(file, large);
  eq(await fsp.readFile(file, 'utf8') === large, true);
  await fsp.appendFile(file, Buffer.from(large));
  eq(String(await fsp.readFile(file)) === large + large, true);
  const handle = await fsp.open(file);
  await handle.read(Buffer.alloc(2), 0, 2, null);
  eq((await handle.readFile('utf8')).slice(0, 3), '€😀');
  await handle.close();
  const controller = new AbortController();
  const reading = fsp.readFile(file, { signal: controller.signal });
  controller.abort();
  const aborted = await rejects(reading, 'AbortError');
  eq([aborted.code, aborted.cause === controller.signal.reason], ['ABORT_ERR', true]);
  eq((await rejects(fsp.writeFile(file, 'x', { signal: AbortSignal.abort() }), 'AbortError')).code, 'ABORT_ERR');
  assert(fs.statSync(file).size > 1000000);
  eq(await new Promise((done) => fs.readFile(file, (error, value) => done(value.length))), fs.statSync(file).size);
  fs.rmSync(dir, { recursive: true });
});

test('what does not fit into the engine is an error', async () => {
  const dir = folder();
  const file = path.join(dir, 'huge');
  fs.writeFileSync(file, '');
  // Takes no space: a file of nothing but a hole.
  fs.truncateSync(file, 2 ** 40);
  eq(throws(() => fs.readFileSync(file), Error).code, 'ERR_FS_FILE_TOO_LARGE');
  eq((await rejects(fsp.readFile(file), Error)).code, 'ERR_FS_FILE_TOO_LARGE');
  await rejects(fsp.open(file).then((handle) => handle.readFile()), Error);
  eq((await fs.createReadStream(file, { start: 2 ** 39, end: 2 ** 39 + 9 }).toArray()).length, 1);
  // Nobody waits for these, and all of them at once would take more than the engine has.
  const one = Buffer.alloc(8 << 20);
  const writes = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => new Promise((resolve, reject) => {
    fs.writeFile(path.join(dir, 'w'), one, (error) => (error ? reject(error) : resolve()));
  })));
  const failed = writes.filter(({ status }) => status === 'rejected');
  assert(failed.length > 0 && failed.length < 40, `${failed.length} failed`);
  eq(failed[0].reason.code, 'ENOMEM');
  await fsp.writeFile(path.join(dir, 'w'), 'room again');
  eq(text(path.join(dir, 'w')), 'room again');
  fs.rmSync(dir, { recursive: true });
});

test('numbers that are no file', async () => {
  for (const fd of [-1, 12345]) {
    for (const call of [() => fs.writeSync(fd, 'x'), () => fs.closeSync(fd), () => fs.fsyncSync(fd), () => fs.readSync(fd, Buffer.alloc(1))]) eq(throws(call, Error).code, 'EBADF');
  }
  eq(await new Promise((done) => fs.write(-1, 'x', (error) => done(error.code))), 'EBADF');
  const dir = folder();
  fs.utimesSync(dir, 1e300, -86400);
  eq(fs.statSync(dir).mtimeMs, -86400000);
  // A deep tree is copied without a stack of that depth.
  let deep = path.join(dir, 'tree');
  for (let i = 0; i < 300; i++) deep += '/d';
  fs.mkdirSync(deep, { recursive: true });
  fs.writeFileSync(`${deep}/x`, 'x');
  fs.chmodSync(path.join(dir, 'tree/d'), 0o500);
  await fsp.cp(path.join(dir, 'tree'), path.join(dir, 'copy'), { recursive: true });
  eq([text(deep.replace('tree', 'copy') + '/x'), mode(path.join(dir, 'copy/d'))], ['x', 0o500]);
  for (const name of ['tree/d', 'copy/d']) fs.chmodSync(path.join(dir, name), 0o700);
  fs.rmSync(dir, { recursive: true });
});

test('what is not there says so', async () => {
  const calls = [() => fs.watch('.'), () => fs.opendirSync('.'), () => fs.chownSync('.', 0, 0), () => fs.cpSync('a', 'b', { filter: () => true }), () => fsp.watch('.')];
  for (const call of calls) throws(call, Error, 'is not available in Formwork');
  await rejects(fsp.stat('.', { bigint: true }), Error, 'is not available in Formwork');
});

test('modules of the engine itself are no modules of the app', async () => {
  for (const name of ['formwork:fs', 'formwork:errors', 'formwork:bound']) await rejects(import(name), ReferenceError, 'Cannot find module');
});
