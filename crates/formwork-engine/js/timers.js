// Timers: callbacks by number. When each is due is decided in src/web/timers.rs.
(function timers(native) {
  'use strict';

  const { capture, within } = native.context;
  const table = new Map(); // number → { callback, args, token, delay (of an interval, else undefined) }

  /** What starting a timer gives, as on Node: it can be used where a number is expected. */
  class Timeout {
    #id;

    constructor(id) {
      this.#id = id;
    }

    ref() { return this; }
    unref() { return this; }
    hasRef() { return true; }

    refresh() {
      const timer = table.get(this.#id);
      if (timer !== undefined) native.timerStart(this.#id, timer.wait);
      return this;
    }

    close() {
      clear(this.#id);
      return this;
    }

    [Symbol.toPrimitive]() { return this.#id; }
    [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { clear(this.#id); }
  }

  function start(callback, delay, args, repeat) {
    if (typeof callback !== 'function') {
      throw new TypeError('A timer needs a function');
    }
    let wait = Math.trunc(Number(delay));
    if (!(wait >= 1 && wait <= 2147483647)) wait = 1;
    const id = native.timerStart(0, wait);
    table.set(id, { callback, args, token: capture(), wait, delay: repeat ? wait : undefined });
    return new Timeout(id);
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
    table.set(id, { callback, args, token: capture(), wait: 0, delay: undefined });
    return new Timeout(id);
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
