test('EventTarget', () => {
  const target = new EventTarget();
  const seen = [];
  const first = (event) => seen.push(['first', event.type, event.target === target, event.currentTarget === target]);
  target.addEventListener('x', first);
  target.addEventListener('x', first);
  target.addEventListener('x', { handleEvent: () => seen.push('object') });
  target.addEventListener('x', () => seen.push('once'), { once: true });
  target.dispatchEvent(new Event('x'));
  target.removeEventListener('x', first);
  target.dispatchEvent(new Event('x'));
  eq(seen, [['first', 'x', true, true], 'object', 'once', 'object']);
  throws(() => target.dispatchEvent({ type: 'x' }), TypeError);
});

test('stopping, preventing, signals', () => {
  const target = new EventTarget();
  const seen = [];
  const controller = new AbortController();
  target.addEventListener('x', () => seen.push('gone'), { signal: controller.signal });
  controller.abort();
  target.addEventListener('x', (event) => { event.preventDefault(); event.stopImmediatePropagation(); });
  target.addEventListener('x', () => seen.push('never'));
  eq(target.dispatchEvent(new Event('x', { cancelable: true })), false);
  eq(target.dispatchEvent(new Event('x')), true);
  eq(seen, []);
  eq(new CustomEvent('c', { detail: 5 }).detail, 5);
  class Mine extends EventTarget {}
  assert(new Mine() instanceof EventTarget);
});

test('AbortController and AbortSignal', async () => {
  const controller = new AbortController();
  let fired = 0;
  controller.signal.onabort = () => fired++;
  controller.signal.addEventListener('abort', () => fired++);
  controller.abort();
  controller.abort('again');
  eq([fired, controller.signal.aborted, controller.signal.reason.name], [2, true, 'AbortError']);
  throws(() => controller.signal.throwIfAborted(), 'AbortError');
  eq(AbortSignal.abort('why').reason, 'why');
  throws(() => new AbortSignal(), TypeError);
  const other = new AbortController();
  const any = AbortSignal.any([other.signal, new AbortController().signal]);
  other.abort('r');
  eq([any.aborted, any.reason], [true, 'r']);
  eq(AbortSignal.any([AbortSignal.abort(1)]).reason, 1);
  const timeout = AbortSignal.timeout(1);
  await new Promise((done) => timeout.addEventListener('abort', done));
  eq(timeout.reason.name, 'TimeoutError');
});

test('DOMException', () => {
  const error = new DOMException('m', 'AbortError');
  eq([error.name, error.message, error.code], ['AbortError', 'm', 20]);
  assert(error instanceof Error && error instanceof DOMException);
});
