// `node:timers/promises`.
function wait(start, stop, value, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      stop(timer);
      reject(signal.reason);
    };
    const timer = start(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

const timeout = (delay, value, options) =>
  wait((done) => globalThis.setTimeout(done, delay), globalThis.clearTimeout, value, options?.signal);
const immediate = (value, options) =>
  wait((done) => globalThis.setImmediate(done), globalThis.clearImmediate, value, options?.signal);

async function* interval(delay, value, options) {
  for (;;) yield await timeout(delay, value, options);
}

export const scheduler = { wait: (delay, options) => timeout(delay, undefined, options), yield: () => immediate() };
export { timeout as setTimeout, immediate as setImmediate, interval as setInterval };

export default { setTimeout: timeout, setImmediate: immediate, setInterval: interval, scheduler };
