import fs, { promises } from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import EventEmitter, { once, on } from 'node:events';
import util, { promisify, inspect, types } from 'node:util';
import assertModule, { AssertionError } from 'node:assert';
import strict from 'node:assert/strict';
import os from 'node:os';
import process_, { env, cwd } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

test('path', () => {
  const cases = [
    [path.join('/a', '..', 'b', './c/'), '/b/c/'], [path.join(''), '.'], [path.normalize('a//b/../..'), '.'], [path.normalize('../a'), '../a'],
    [path.resolve('/a', 'b', '../c'), '/a/c'], [path.resolve('/a', '/b'), '/b'], [path.dirname('/a/b/'), '/a'], [path.dirname('a'), '.'], [path.dirname('/a'), '/'],
    [path.basename('/a/b.txt', '.txt'), 'b'], [path.basename('/a/b/'), 'b'], [path.extname('a.b.c'), '.c'], [path.extname('.env'), ''], [path.extname('a.'), '.'],
    [path.relative('/a/b/c', '/a/d'), '../../d'], [path.relative('/a', '/a'), ''], [path.isAbsolute('a'), false],
    [path.parse('/x/y.tar.gz'), { root: '/', dir: '/x', base: 'y.tar.gz', ext: '.gz', name: 'y.tar' }],
    [path.dirname('a//b/'), 'a/'], [path.dirname('//a'), '//'], [path.parse('.env'), { root: '', dir: '', base: '.env', ext: '', name: '.env' }],
    [path.format({ dir: '/a', name: 'b', ext: '.c' }), '/a/b.c'], [path.sep, '/'], [path.posix === path, true],
  ];
  for (const [actual, expected] of cases) eq(actual, expected);
  eq(path.resolve('x'), `${cwd()}/x`);
  throws(() => path.join(1), TypeError);
});

test('url', () => {
  eq(fileURLToPath('file:///a%20b/c'), '/a b/c');
  eq(pathToFileURL('/a b#?%').href, 'file:///a%20b%23%3F%25');
  eq(fileURLToPath(pathToFileURL('/x y')), '/x y');
  throws(() => fileURLToPath('http://x'), TypeError);
});

test('fs', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fs-'));
  const file = path.join(dir, 'a.txt');
  fs.writeFileSync(file, 'hé');
  fs.appendFileSync(file, Buffer.from('!'));
  eq(fs.readFileSync(file, 'utf8'), 'hé!');
  eq(fs.readFileSync(file, { encoding: 'hex' }), '68c3a921');
  assert(Buffer.isBuffer(fs.readFileSync(file)));
  eq(fs.readFileSync(pathToFileURL(file), 'utf8'), 'hé!');
  eq([fs.existsSync(file), fs.existsSync(file + 'x')], [true, false]);
  const missing = throws(() => fs.readFileSync(path.join(dir, 'none')), Error, 'ENOENT: no such file or directory, open ');
  eq([missing.code, missing.errno, missing.syscall, missing.path], ['ENOENT', -2, 'open', path.join(dir, 'none')]);
  eq(fs.mkdirSync(path.join(dir, 'x/y/z'), { recursive: true }), path.join(dir, 'x'));
  eq(throws(() => fs.mkdirSync(path.join(dir, 'x')), Error).code, 'EEXIST');
  eq(fs.readdirSync(dir), ['a.txt', 'x']);
  eq(fs.readdirSync(dir, { withFileTypes: true }).map((e) => [e.name, e.isDirectory()]), [['a.txt', false], ['x', true]]);
  eq(fs.readdirSync(dir, { recursive: true }).sort(), ['a.txt', 'x', 'x/y', 'x/y/z']);
  const stat = fs.statSync(file);
  eq([stat.size, stat.isFile(), stat.isDirectory(), stat.mtime instanceof Date], [4, true, false, true]);
  eq(fs.statSync(file + 'x', { throwIfNoEntry: false }), undefined);
  fs.renameSync(file, path.join(dir, 'b.txt'));
  fs.copyFileSync(path.join(dir, 'b.txt'), file);
  fs.unlinkSync(file);
  eq(fs.existsSync(file), false);
  eq(await promises.readFile(path.join(dir, 'b.txt'), 'utf8'), 'hé!');
  await fsp.writeFile(file, 'p', { flag: 'wx' });
  eq((await rejects(fsp.writeFile(file, 'p', { flag: 'wx' }), Error)).code, 'EEXIST');
  eq((await rejects(fsp.access(file + 'x'), Error)).code, 'ENOENT');
  eq(await promisify(fs.readFile)(file, 'utf8'), 'p');
  async function* pieces() {
    yield 'one ';
    yield Buffer.from('two');
  }
  await fsp.writeFile(file, pieces());
  await fsp.appendFile(file, new Blob([' three', ' four']).stream());
  eq(await fsp.readFile(file, 'utf8'), 'one two three four');
  eq((await rejects(fsp.writeFile(file, pieces(), { flag: 'wx' }), Error)).code, 'EEXIST');
  await fsp.writeFile(file + '.empty', new Blob([]).stream());
  eq(fs.statSync(file + '.empty').size, 0);
  const blob = await fs.openAsBlob(file, { type: 'text/plain' });
  eq([blob.size, blob.type], [18, 'text/plain']);
  fs.rmSync(file);
  eq(await blob.slice(4, 13).text(), 'two three');
  eq(await new Response(blob.stream()).text(), 'one two three four');
  eq((await rejects(fs.openAsBlob(file), Error)).code, 'ENOENT');
  eq((await rejects(fs.openAsBlob(dir), Error)).code, 'EISDIR');
  fs.rmSync(path.join(dir, 'nothing'), { force: true });
  throws(() => fs.rmSync(dir), Error);
  fs.rmSync(dir, { recursive: true });
  eq(fs.existsSync(dir), false);
  throws(() => fs.readFileSync('a\0b'), TypeError);
});

test('process', () => {
  assert(globalThis.process === process_ || typeof globalThis.process === 'object');
  eq(typeof process_.cwd(), 'string');
  eq(env.PATH, process_.env.PATH);
  process_.env.FORMWORK_TEST = 5;
  eq(process_.env.FORMWORK_TEST, '5');
  eq(process_.env.surely_not_there, undefined);
  assert(Array.isArray(process_.argv));
  return new Promise((done) => process_.nextTick((x) => done(eq(x, 'arg')), 'arg'));
});

test('events', async () => {
  class Mine extends EventEmitter {}
  const emitter = new Mine();
  const seen = [];
  const listener = (...args) => seen.push(args);
  emitter.on('x', listener);
  emitter.once('x', () => seen.push('once'));
  emitter.prependListener('x', () => seen.push('first'));
  eq([emitter.emit('x', 1, 2), emitter.emit('y')], [true, false]);
  emitter.off('x', listener);
  emitter.emit('x');
  eq(seen, ['first', [1, 2], 'once', 'first']);
  eq([emitter.listenerCount('x'), emitter.eventNames()], [1, ['x']]);
  throws(() => emitter.emit('error', new RangeError('e')), RangeError);
  throws(() => emitter.on('x', 5), TypeError);
  const waiting = once(emitter, 'z');
  emitter.emit('z', 'v');
  eq(await waiting, ['v']);
  const failing = once(emitter, 'z');
  emitter.emit('error', new RangeError('no'));
  await rejects(failing, RangeError);
  const iterator = on(emitter, 'it');
  emitter.emit('it', 1);
  eq((await iterator.next()).value, [1]);
  eq((await iterator.return()).done, true);
});

test('util', async () => {
  const callback = (x, done) => done(x < 0 ? new RangeError('neg') : null, x * 2);
  eq(await promisify(callback)(4), 8);
  await rejects(promisify(callback)(-1), RangeError);
  eq([util.format('%s', 1), inspect({ a: 1 })], ['1', '{ a: 1 }']);
  eq([types.isPromise(Promise.resolve()), types.isDate({}), types.isUint8Array(Buffer.alloc(1))], [true, false, true]);
  eq([util.isDeepStrictEqual({ a: [1] }, { a: [1] }), util.isDeepStrictEqual({ a: 1 }, { a: '1' })], [true, false]);
  eq(await delay(1, 'v'), 'v');
});

test('assert', async () => {
  assertModule(true);
  assertModule.equal(1, '1');
  assertModule.deepEqual({ a: [1, { b: new Map([[1, 2]]) }] }, { a: [1, { b: new Map([[1, 2]]) }] });
  throws(() => assertModule(false, 'message'), AssertionError, 'message');
  throws(() => assertModule.strictEqual(1, '1'), AssertionError);
  throws(() => strict.equal(1, '1'), AssertionError);
  throws(() => assertModule.deepStrictEqual([1], ['1']), AssertionError);
  assertModule.throws(() => { throw new RangeError('abc'); }, /abc/);
  assertModule.throws(() => { throw new RangeError('abc'); }, RangeError);
  assertModule.throws(() => { throw new RangeError('abc'); }, { name: 'RangeError', message: 'abc' });
  throws(() => assertModule.throws(() => {}), AssertionError);
  await assertModule.rejects(Promise.reject(new TypeError('x')), TypeError);
  eq(throws(() => assertModule.fail('f'), AssertionError).code, 'ERR_ASSERTION');
});

test('os', () => {
  assert(os.EOL === '\n' && typeof os.hostname() === 'string' && os.cpus().length > 0);
});
