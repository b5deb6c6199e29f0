// `node:events`: EventEmitter.
const kCapture = Symbol.for('nodejs.rejection');

function check(listener) {
  if (typeof listener !== 'function') {
    const error = new TypeError('The "listener" argument must be of type function.');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
}

/** The listeners of an emitter. Made on first use, so that objects which got the methods without the constructor work too. */
function eventsOf(emitter) {
  if (Object.hasOwn(emitter, '_events') && emitter._events !== undefined) return emitter._events;
  const made = Object.create(null);
  Object.defineProperty(emitter, '_events', { value: made, writable: true, enumerable: false, configurable: true });
  return made;
}

class Members {
  on(name, listener) { return add(this, name, listener, false, false); }
  addListener(name, listener) { return add(this, name, listener, false, false); }
  once(name, listener) { return add(this, name, listener, false, true); }
  prependListener(name, listener) { return add(this, name, listener, true, false); }
  prependOnceListener(name, listener) { return add(this, name, listener, true, true); }

  off(name, listener) {
    return this.removeListener(name, listener);
  }

  removeListener(name, listener) {
    const list = eventsOf(this)[name];
    if (list === undefined) return this;
    const at = list.findLastIndex((entry) => entry.listener === listener || entry.listener.listener === listener);
    if (at === -1) return this;
    remove(this, name, list[at]);
    return this;
  }

  removeAllListeners(name) {
    if (name === undefined) for (const key of Reflect.ownKeys(eventsOf(this))) delete eventsOf(this)[key];
    else delete eventsOf(this)[name];
    return this;
  }

  emit(name, ...args) {
    if (name === 'error' && eventsOf(this)[EventEmitter.errorMonitor] !== undefined) this.emit(EventEmitter.errorMonitor, ...args);
    const list = eventsOf(this)[name];
    if (list === undefined) {
      if (name !== 'error') return false;
      if (args[0] instanceof Error) throw args[0];
      const error = new Error(`Unhandled error. (${String(args[0])})`);
      error.code = 'ERR_UNHANDLED_ERROR';
      error.context = args[0];
      throw error;
    }
    for (const entry of list) {
      if (entry.once) {
        if (entry.fired) continue;
        entry.fired = true;
        remove(this, name, entry);
      }
      Reflect.apply(entry.listener, this, args);
    }
    return true;
  }

  listeners(name) {
    return (eventsOf(this)[name] ?? []).map((entry) => entry.listener);
  }

  rawListeners(name) {
    return this.listeners(name);
  }

  listenerCount(name, listener) {
    const list = eventsOf(this)[name] ?? [];
    return listener === undefined ? list.length : list.filter((entry) => entry.listener === listener).length;
  }

  eventNames() {
    return Reflect.ownKeys(eventsOf(this));
  }

  setMaxListeners(count) {
    maximums.set(this, count);
    return this;
  }

  getMaxListeners() {
    return maximums.get(this) ?? EventEmitter.defaultMaxListeners;
  }
}

// A function, because old packages call it on objects of their own (`EventEmitter.call(this)`).
export function EventEmitter() {}
for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(Members.prototype))) {
  // Enumerable, because packages mix them into objects of their own (`Object.assign(app, EventEmitter.prototype)`).
  if (name !== 'constructor') Object.defineProperty(EventEmitter.prototype, name, { ...member, enumerable: true });
}
Object.assign(EventEmitter, { defaultMaxListeners: 10, captureRejectionSymbol: kCapture, errorMonitor: Symbol('events.errorMonitor'), usingDomains: false });

EventEmitter.prototype._events = undefined;

const maximums = new WeakMap();

function add(emitter, name, listener, front, once) {
  check(listener);
  const events = eventsOf(emitter);
  if (events.newListener !== undefined) emitter.emit('newListener', name, listener);
  const entry = { listener, once, fired: false };
  const list = events[name] ?? [];
  // A new list: an emission that is under way goes on with the old one.
  events[name] = front ? [entry, ...list] : [...list, entry];
  return emitter;
}

function remove(emitter, name, entry) {
  const events = eventsOf(emitter);
  const rest = (events[name] ?? []).filter((other) => other !== entry);
  if (rest.length > 0) events[name] = rest;
  else delete events[name];
  if (events.removeListener !== undefined) emitter.emit('removeListener', name, entry.listener);
}

/** A promise for the next event of that name. */
export function once(emitter, name, options) {
  return new Promise((resolve, reject) => {
    options?.signal?.throwIfAborted();
    if (typeof emitter.addEventListener === 'function') {
      emitter.addEventListener(name, (event) => resolve([event]), { once: true });
      return;
    }
    const stop = () => {
      emitter.removeListener(name, onEvent);
      emitter.removeListener('error', onError);
      options?.signal?.removeEventListener('abort', onAbort);
    };
    const onEvent = (...args) => {
      stop();
      resolve(args);
    };
    const onError = (error) => {
      stop();
      reject(error);
    };
    const onAbort = () => onError(options.signal.reason);
    emitter.once(name, onEvent);
    if (name !== 'error') emitter.once('error', onError);
    options?.signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The events of that name as an async iterator. */
export function on(emitter, name, options) {
  const events = [];
  const waiting = [];
  let failure = null;
  let done = false;
  const onEvent = (...args) => (waiting.length > 0 ? waiting.shift().resolve({ value: args, done: false }) : events.push(args));
  const onError = (error) => (waiting.length > 0 ? waiting.shift().reject(error) : (failure = [error]));
  const onAbort = () => onError(options.signal.reason);
  const finish = () => {
    done = true;
    options?.signal?.removeEventListener('abort', onAbort);
    emitter.off(name, onEvent);
    emitter.off('error', onError);
    for (const { resolve } of waiting.splice(0)) resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  };
  emitter.on(name, onEvent);
  if (name !== 'error') emitter.on('error', onError);
  options?.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    next() {
      if (events.length > 0) return Promise.resolve({ value: events.shift(), done: false });
      if (failure !== null) {
        const [error] = failure;
        failure = null;
        return finish().then(() => Promise.reject(error));
      }
      if (done) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return: finish,
    throw(error) {
      return finish().then(() => Promise.reject(error));
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

export const getEventListeners = (emitter, name) => (typeof emitter.listeners === 'function' ? emitter.listeners(name) : []);
export const listenerCount = (emitter, name) => emitter.listenerCount(name);
export const setMaxListeners = (count, ...emitters) => emitters.forEach((emitter) => emitter.setMaxListeners?.(count));
export const { defaultMaxListeners, captureRejectionSymbol, errorMonitor } = EventEmitter;

/** Calls the listener when the signal is aborted; what is given takes it back. */
export function addAbortListener(signal, listener) {
  const call = () => listener(new Event('abort'));
  if (signal.aborted) queueMicrotask(call);
  else signal.addEventListener('abort', call, { once: true });
  return { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: () => signal.removeEventListener('abort', call) };
}

Object.assign(EventEmitter, { EventEmitter, once, on, addAbortListener, getEventListeners, listenerCount, setMaxListeners });

export default EventEmitter;
