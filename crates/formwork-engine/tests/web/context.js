import { getStore, run, runFrom, runIn, enter, capture } from 'formwork:context';
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

// What the bundler makes of `await x` in server modules.
const cap = globalThis.__formwork_capture;
const res = globalThis.__formwork_restore;

test('run and getStore', () => {
  eq(getStore(), undefined);
  eq(run('a', (x, y) => [getStore(), x + y, run('b', getStore), getStore()], 1, 2), ['a', 3, 'b', 'a']);
  throws(() => run('a', () => { throw new RangeError('x'); }), RangeError);
  eq(getStore(), undefined);
});

test('the store follows rewritten awaits, interleaved', async () => {
  const seen = [];
  async function work(name) {
    for (let i = 0; i < 3; i++) {
      res(cap(), await null);
      seen.push([name, getStore()]);
    }
    return getStore();
  }
  const results = await Promise.all([run('A', () => work('A')), run('B', () => work('B'))]);
  eq(results, ['A', 'B']);
  assert(seen.length === 6 && seen.every(([name, store]) => name === store));
});

test('callbacks of promises, timers and microtasks', async () => {
  const seen = {};
  const ready = Promise.resolve(1);
  const failed = Promise.reject(new Error('x'));
  await run('S', () =>
    Promise.all([
      ready.then(() => { seen.then = getStore(); }),
      failed.catch(() => { seen.catch = getStore(); }),
      ready.finally(() => { seen.finally = getStore(); }),
      new Promise((done) => setTimeout(() => { seen.timeout = getStore(); done(); }, 1)),
      new Promise((done) => setImmediate(() => { seen.immediate = getStore(); done(); })),
      new Promise((done) => queueMicrotask(() => { seen.microtask = getStore(); done(); })),
      new Promise((done) => { const id = setInterval(() => { seen.interval = getStore(); clearInterval(id); done(); }, 1); }),
    ]));
  eq(seen, { then: 'S', catch: 'S', finally: 'S', timeout: 'S', immediate: 'S', microtask: 'S', interval: 'S' });
});

test('the patched then looks native enough', async () => {
  eq([Promise.prototype.then.name, Promise.prototype.then.length], ['then', 2]);
  eq(await Promise.resolve(1).then(undefined, undefined), 1);
  eq(await Promise.resolve(2).then(), 2);
  class Mine extends Promise {}
  assert(Mine.resolve(1).then((x) => x) instanceof Mine);
  throws(() => Promise.prototype.then.call({}, () => {}), TypeError);
});

test('a kept context, and enter', () => {
  res(undefined); // tests are not rewritten: what is left over from the last one is gone
  const token = run('kept', capture);
  eq(runIn(token, (x) => [getStore(), x], 5), ['kept', 5]);
  run('outer', () => {
    enter('inner');
    eq(getStore(), 'inner');
  });
  eq(getStore(), undefined);
});

test('AsyncLocalStorage', async () => {
  const als = new AsyncLocalStorage();
  const other = new AsyncLocalStorage({ defaultValue: 'd' });
  eq([als.getStore(), other.getStore()], [undefined, 'd']);
  eq(als.run(1, (a) => [als.getStore(), other.run(2, () => [als.getStore(), other.getStore()]), als.exit(() => als.getStore()), a], 'arg'), [1, [1, 2], undefined, 'arg']);
  await als.run('x', async () => {
    res(cap(), await new Promise((done) => setTimeout(done, 1)));
    eq(als.getStore(), 'x');
    als.enterWith('y');
    res(cap(), await null);
    eq(als.getStore(), 'y');
  });
  const snapshot = als.run('snap', () => AsyncLocalStorage.snapshot());
  eq(snapshot(() => als.getStore()), 'snap');
  eq(als.run('bound', () => AsyncLocalStorage.bind(() => als.getStore()))(), 'bound');
  const resource = als.run('res', () => new AsyncResource('T'));
  eq(resource.runInAsyncScope((x) => [als.getStore(), x], null, 7), ['res', 7]);
  als.run(1, () => {
    als.disable();
    eq(als.getStore(), undefined);
  });
  eq(run('store', () => als.run('in', () => [getStore(), als.getStore()])), ['store', 'in']);
  const before = run('outer', () => als.run('kept', capture));
  eq(runFrom(before, 'inner', () => [getStore(), als.getStore()]), ['inner', 'kept']);
  eq(runFrom(undefined, 'inner', () => [getStore(), als.getStore()]), ['inner', undefined]);
  eq(als.run('left', () => run('fresh', () => als.getStore())), undefined);
});

test('values of one request are not seen in another', () => {
  const als = new AsyncLocalStorage();
  enter('first');
  als.enterWith('leak');
  eq(run('second', () => als.getStore()), undefined);
  res(undefined);
});

test('callbacks of streams run in the context of their maker', async () => {
  res(undefined);
  const seen = [];
  const stream = run('maker', () => new ReadableStream({ pull(c) { seen.push(getStore()); c.enqueue('x'); c.close(); }, cancel() { seen.push(getStore()); } }));
  const upper = run('transformer', () => new TransformStream({ transform(chunk, c) { seen.push(getStore()); c.enqueue(chunk); } }));
  await run('reader', async () => { for await (const _ of stream.pipeThrough(upper)); });
  eq(seen, ['maker', 'transformer']);
});

test('an error in a microtask is reported, not lost', async () => {
  let after = false;
  queueMicrotask(() => { after = true; });
  await null;
  eq(after, true);
});
