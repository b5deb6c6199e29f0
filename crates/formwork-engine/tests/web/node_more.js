// Further `node:` modules, those that packages look at rather than use.
import events, { EventEmitter, addAbortListener } from 'node:events';
import querystring from 'node:querystring';
import util, { types } from 'node:util';
import utilTypes from 'node:util/types';
import { createRequire, builtinModules, isBuiltin } from 'node:module';
import { performance as clock } from 'node:perf_hooks';
import tty from 'node:tty';
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { AsyncLocalStorage } from 'node:async_hooks';
import { isMainThread, Worker } from 'node:worker_threads';
import http, { STATUS_CODES } from 'node:http';
import https from 'node:https';
import console_ from 'node:console';
import web from 'node:stream/web';

test('querystring', () => {
  eq({ ...querystring.parse('a=1&b=2&a=3&c&d=%20x+y&e=%zz') }, { a: ['1', '3'], b: '2', c: '', d: ' x y', e: '%zz' });
  eq(querystring.stringify({ a: [1, 2], b: 'x y', c: null, d: true, e: NaN }), 'a=1&a=2&b=x%20y&c=&d=true&e=');
  eq([querystring.escape("a b!'()*"), querystring.unescape('a%20b')], ["a%20b!'()*", 'a b']);
  eq(Object.keys(querystring.parse('a&b&c', null ?? '&', '=', { maxKeys: 2 })), ['a', 'b']);
});

test('looked at by packages', () => {
  assert(clock === performance && tty.isatty(1) === false && isMainThread === true && console_ === console && web.ReadableStream === ReadableStream);
  assert(utilTypes.isDate(new Date()) && types.isMap(new Map()) && !types.isMap({}));
  assert(isBuiltin('node:fs') && isBuiltin('fs') && !isBuiltin('zod') && builtinModules.includes('path'));
  eq([STATUS_CODES[404], http.METHODS.includes('GET'), new https.Agent({ keepAlive: true }).options.keepAlive], ['Not Found', true, true]);
  assert(events === EventEmitter && events.EventEmitter === EventEmitter && typeof events.once === 'function');
});

test('what is not there says so', () => {
  throws(() => http.request('http://x'), Error, 'http.request() is not available in Formwork. Use fetch.');
  throws(() => http.createServer(), Error, '+server.js');
  throws(() => new Worker('x'), Error, 'not available');
  eq(throws(() => createRequire('file:///app/x.js')('left-pad'), Error, '"left-pad"').code, 'MODULE_NOT_FOUND');
});

test('channels, signals', () => {
  const one = channel('formwork.test');
  const seen = [];
  eq(one.hasSubscribers, false);
  one.subscribe((message, name) => seen.push([message, name]));
  channel('formwork.test').publish({ a: 1 });
  eq(seen, [[{ a: 1 }, 'formwork.test']]);
  const controller = new AbortController();
  let called = 0;
  addAbortListener(controller.signal, () => called++);
  controller.abort();
  eq(called, 1);
});

test('util', async () => {
  eq(util.format('%s is %d, %j %o %%', 'x', 42, { a: 1 }, [1]).startsWith('x is 42, {"a":1} [ 1'), true);
  const { values, positionals } = util.parseArgs({ args: ['-f', '--bar=b', 'rest'], options: { foo: { type: 'boolean', short: 'f' }, bar: { type: 'string' } }, allowPositionals: true });
  eq([{ ...values }, positionals], [{ foo: true, bar: 'b' }, ['rest']]);
  eq(util.stripVTControlCharacters('\u001b[31mred\u001b[0m'), 'red');
  eq(util.inspect(new Proxy({ a: 1 }, {})), '{ a: 1 }');
  eq(await util.promisify(setTimeout)(1, 'later'), 'later');
  eq([util.isDeepStrictEqual({ a: [1] }, { a: [1] }), util.isDeepStrictEqual({ a: 1 }, { a: '1' })], [true, false]);
  eq([util.types.isProxy({}), util.types.isProxy(new Proxy({}, {}))], [false, true]);
  const log = util.debuglog('none');
  log('nothing');
  eq(log.enabled, false);
});

test('emitters that are mixed into objects', () => {
  const app = Object.assign(() => 'called', EventEmitter.prototype);
  const other = Object.assign({}, EventEmitter.prototype);
  const seen = [];
  app.on('x', (value) => seen.push(value));
  eq([app.emit('x', 1), other.emit('x', 2), app(), seen], [true, false, 'called', [1]]);
  eq([app.listenerCount('x'), other.listenerCount('x')], [1, 0]);
  eq(events.getEventListeners(new EventTarget(), 'x'), []);
});

test('stores of diagnostics channels', async () => {
  const store = new AsyncLocalStorage();
  const bound = channel('bound');
  bound.bindStore(store, (message) => message.id);
  eq([bound.hasSubscribers, bound.runStores({ id: 7 }, (a) => [store.getStore(), a], undefined, 'arg'), store.getStore()], [true, [7, 'arg'], undefined]);
  eq([bound.unbindStore(store), bound.unbindStore(store), bound.hasSubscribers], [true, false, false]);
  const traced = tracingChannel('traced');
  const told = [];
  traced.subscribe(Object.fromEntries(['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((name) => [name, () => told.push(name)])));
  eq(await traced.tracePromise(async (value) => value, {}, undefined, 5), 5);
  eq(told.splice(0), ['start', 'end', 'asyncStart', 'asyncEnd']);
  await rejects(traced.tracePromise(async () => { throw new RangeError('no'); }), RangeError);
  eq(told.splice(0), ['start', 'end', 'error', 'asyncStart', 'asyncEnd']);
  eq(await new Promise((done) => traced.traceCallback((value, callback) => setImmediate(callback, null, value), -1, {}, undefined, 6, (error, value) => done(value))), 6);
  eq(told, ['start', 'end', 'asyncStart', 'asyncEnd']);
});

test('the output of the process looks like a stream, and stays open', async () => {
  const { stdout } = process;
  eq([stdout.writable, stdout.listenerCount('error'), stdout.on('error', () => {}) === stdout, stdout.removeListener('error', () => {}) === stdout], [true, 0, true, true]);
  await new Promise((done) => stdout.end(done));
  eq(stdout.write(''), true);
});
