// Timers: callbacks by number. When each is due is decided in src/web/timers.rs.
(function timers(native) {
  'use strict';

  const { capture, within } = native.context;
  const table = new Map(); // number → { callback, args, token, delay (of an interval, else undefined) }

  function start(callback, delay, args, repeat) {
    if (typeof callback !== 'function') {
      throw new TypeError('A timer needs a function');
    }
    let wait = Math.trunc(Number(delay));
    if (!(wait >= 1 && wait <= 2147483647)) wait = 1;
    const id = native.timerStart(0, wait);
    table.set(id, { callback, args, token: capture(), delay: repeat ? wait : undefined });
    return id;
  }

  function setTimeout(callback, delay, ...args) {
    return start(callback, delay, args, false);
  }

  function setInterval(callback, delay, ...args) {
    return start(callback, delay, args, true);
  }

  function setImmediate(callback, ...args) {
    if (typeof callback !== 'function') {
      throw new TypeError('A timer needs a function');
    }
    const id = native.timerStart(0, 0);
    table.set(id, { callback, args, token: capture(), delay: undefined });
    return id;
  }

  function clear(id) {
    const number = Number(id);
    if (table.delete(number)) native.timerStop(number);
  }

  function fire(id) {
    const timer = table.get(id);
    if (timer === undefined) return;
    if (timer.delay === undefined) table.delete(id);
    try {
      within(timer.token, timer.callback, globalThis, timer.args);
    } catch (error) {
      native.report(error);
    }
    if (timer.delay !== undefined && table.has(id)) native.timerStart(id, timer.delay);
  }

  return {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: (id) => clear(id),
    clearInterval: (id) => clear(id),
    clearImmediate: (id) => clear(id),
    fire,
  };
});
