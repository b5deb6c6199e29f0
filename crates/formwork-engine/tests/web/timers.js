const wait = (ms) => new Promise((done) => setTimeout(done, ms));

test('order, arguments, clearing', async () => {
  const seen = [];
  setTimeout((...args) => seen.push(args), 2, 'a', 'b');
  setTimeout(() => seen.push(1), 1);
  setTimeout(() => seen.push(2), 1);
  setImmediate((x) => seen.push(x), 'immediate');
  const never = setTimeout(() => seen.push('never'), 1);
  clearTimeout(never);
  clearTimeout(undefined);
  clearTimeout(12345);
  await wait(10);
  eq(seen, ['immediate', 1, 2, ['a', 'b']]);
});

test('intervals', async () => {
  let count = 0;
  await new Promise((done) => {
    const id = setInterval(() => {
      if (++count === 3) {
        clearInterval(id);
        done();
      }
    }, 1);
  });
  await wait(5);
  eq(count, 3);
});

test('refresh starts anew', async () => {
  let count = 0;
  const begun = performance.now();
  let ended;
  const timeout = setTimeout(() => { count += 1; ended = performance.now(); }, 40);
  await wait(20);
  timeout.refresh();
  const refreshed = performance.now();
  while (count === 0) await wait(1);
  assert(ended - refreshed >= 39, `${ended - refreshed} ms after, ${ended - begun} in all`);
  let ticks = 0;
  const interval = setInterval(() => { ticks += 1; interval.refresh(); }, 2);
  await wait(30);
  clearInterval(interval);
  assert(ticks <= 16, `${ticks} ticks`);
  const before = ticks;
  await wait(10);
  eq(ticks, before);
});

test('microtasks run between timers', async () => {
  const seen = [];
  setTimeout(() => { seen.push('t1'); Promise.resolve().then(() => seen.push('m1')); }, 1);
  setTimeout(() => seen.push('t2'), 1);
  queueMicrotask(() => seen.push('m0'));
  seen.push('sync');
  await wait(10);
  eq(seen, ['sync', 'm0', 't1', 'm1', 't2']);
  throws(() => queueMicrotask(1), TypeError);
  throws(() => setTimeout('code'), TypeError);
});
