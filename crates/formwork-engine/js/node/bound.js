// `formwork:bound`: steps of user code that the modules here take after an `await` of their own. The bundler rewrites
// the `await`s of user code so that the context of the request follows them (js/context.js); it does not see these,
// and after one of them the context would be nobody's, or another request's.
const { context } = globalThis.__formwork_native;

/** `fn` as it would run now, in the context of now, whenever it is called. */
export function bound(fn) {
  const token = context.capture();
  return (...args) => context.within(token, fn, undefined, args);
}

/** An iterator of what is given, whose steps run in the context of now; undefined if that cannot be iterated. */
export function steps(iterable) {
  const iterator = iterable[Symbol.asyncIterator]?.() ?? iterable[Symbol.iterator]?.();
  if (iterator === undefined) return undefined;
  const token = context.capture();
  const step = (name) => (...args) => context.within(token, iterator[name], iterator, args);
  return {
    next: step('next'),
    ...(typeof iterator.return === 'function' && { return: step('return') }),
    ...(typeof iterator.throw === 'function' && { throw: step('throw') }),
    [Symbol.asyncIterator]() { return this; },
  };
}
