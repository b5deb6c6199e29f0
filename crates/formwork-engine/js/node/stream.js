// `node:stream`: Readable, Writable, Duplex, Transform, `pipeline`, `finished`, with back-pressure, and the way to web streams.
// Constructors are functions because old packages call them on objects of their own (`util.inherits`).
import { bound, steps } from 'formwork:bound';
import { abortError, coded } from 'formwork:errors';
import EventEmitter from 'node:events';
import { StringDecoder } from 'node:string_decoder';

const native = globalThis.__formwork_native;
const { Buffer } = native.load('buffer');
const { octets } = native.load('blob');
const later = (fn, ...args) => queueMicrotask(() => fn(...args));

let [bytesHighWaterMark, objectHighWaterMark] = [65536, 16];
export const getDefaultHighWaterMark = (objectMode) => (objectMode ? objectHighWaterMark : bytesHighWaterMark);
export const setDefaultHighWaterMark = (objectMode, value) => {
  if (objectMode) objectHighWaterMark = value;
  else bytesHighWaterMark = value;
};

const sizeOf = (state, chunk) => (state.objectMode ? 1 : chunk.length);

/** A chunk as the stream passes it on: bytes, unless the stream is of objects. */
function chunkOf(state, chunk, encoding) {
  if (state.objectMode) return chunk;
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding ?? 'utf8');
  if (Buffer.isBuffer(chunk)) return chunk;
  const bytes = octets(chunk);
  if (bytes === undefined || chunk instanceof ArrayBuffer) {
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "chunk" argument must be of type string or an instance of Buffer, TypedArray, or DataView.');
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The base of all, and what old packages inherit from. */
export function Stream(options) {
  EventEmitter.call(this, options);
}
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Stream, EventEmitter);

Stream.prototype.pipe = function pipe(target, options) {
  const onData = (chunk) => {
    if (target.write(chunk) === false) this.pause?.();
  };
  this.on('data', onData);
  target.on('drain', () => this.resume?.());
  if (options?.end !== false) this.once('end', () => target.end());
  target.emit('pipe', this);
  return target;
};

function inherit(constructor, parent) {
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
  Object.setPrototypeOf(constructor, parent);
  Object.defineProperty(constructor.prototype, 'constructor', { value: constructor, writable: true, configurable: true });
}

function define(prototype, members) {
  Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(members));
}

// ---- what both halves share ------------------------------------------------------------------------

function setUp(stream, options = {}) {
  const shared = (stream._shared ??= { destroyed: false, closed: false, errored: null, autoDestroy: true, emitClose: true, started: false, constructing: null });
  if (options.autoDestroy === false) shared.autoDestroy = false;
  if (options.emitClose === false) shared.emitClose = false;
  for (const name of ['read', 'write', 'writev', 'final', 'transform', 'flush', 'destroy', 'construct']) {
    if (typeof options[name] === 'function') stream[`_${name}`] = options[name];
  }
  if (options.signal !== undefined) addAbortSignal(options.signal, stream);
  if (typeof stream._construct === 'function' && !shared.started) construct(stream, shared);
}

/** Nothing is read or written before what the stream opens is open. */
function construct(stream, shared) {
  shared.started = true;
  shared.constructing = new Set();
  const done = (error) => {
    const steps = shared.constructing;
    shared.constructing = null;
    if (error) stream.destroy(error);
    else for (const step of steps ?? []) step(stream);
  };
  later(() => {
    if (shared.destroyed) return;
    try {
      stream._construct(done);
    } catch (error) {
      done(error);
    }
  });
}

/** Whether a step has to wait until the stream is constructed; it is taken then. */
function deferred(stream, step) {
  stream._shared.constructing?.add(step);
  return stream._shared.constructing !== null;
}

const lifetime = {
  get destroyed() { return this._shared.destroyed; },
  get closed() { return this._shared.closed; },
  get errored() { return this._shared.errored; },

  destroy(error, callback) {
    const shared = this._shared;
    if (shared.destroyed) {
      callback?.(error);
      return this;
    }
    shared.destroyed = true;
    if (error) shared.errored = error;
    const gone = (failure) => {
      const reason = failure ?? error;
      if (reason) shared.errored = reason;
      later(() => {
        shared.closed = true;
        callback?.(reason ?? null);
        abandon(this, reason);
        if (reason) this.emit('error', reason);
        if (shared.emitClose) this.emit('close');
      });
    };
    try {
      this._destroy(error ?? null, gone);
    } catch (failure) {
      gone(failure);
    }
    return this;
  },

  _destroy(error, callback) {
    callback(error);
  },

  [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() {
    const done = new Promise((resolve) => this.once('close', resolve));
    this.destroy();
    return done;
  },
};

/** Whoever waits for something to be written learns that it will not be. */
function abandon(stream, reason) {
  const state = stream._writableState;
  if (state === undefined || state.finished) return;
  const error = reason ?? coded(Error, 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed');
  for (const { callback } of state.queue.splice(0)) callback?.(error);
  for (const callback of state.onFinish.splice(0)) callback(error);
}

/** Both halves done: the stream goes by itself. */
function settle(stream) {
  const shared = stream._shared;
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (!shared.autoDestroy || shared.destroyed) return;
  if ((readable === undefined || readable.endEmitted) && (writable === undefined || writable.finished)) stream.destroy();
}

// ---- reading ---------------------------------------------------------------------------------------

export function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  Stream.call(this);
  setUpReadable(this, options);
  return undefined;
}
inherit(Readable, Stream);

function setUpReadable(stream, options = {}) {
  const objectMode = Boolean(options.objectMode || options.readableObjectMode);
  stream._readableState = {
    objectMode, highWaterMark: options.highWaterMark ?? options.readableHighWaterMark ?? getDefaultHighWaterMark(objectMode),
    buffer: [], length: 0, flowing: null, ended: false, endEmitted: false, reading: false, decoder: null, encoding: null, asked: false,
    pipes: [], full: new Set(),
  };
  setUp(stream, options);
  if (options.encoding !== undefined) stream.setEncoding(options.encoding);
}

/** Asks the source for more, unless there is enough. */
function pull(stream) {
  if (deferred(stream, pull)) return;
  const state = stream._readableState;
  if (state.reading || state.ended || stream.destroyed || state.length >= Math.max(state.highWaterMark, 1)) return;
  state.reading = true;
  try {
    stream._read(state.highWaterMark);
  } catch (error) {
    stream.destroy(error);
  }
}

/** Tells listeners, later, that something can be read or that the end is there. */
function announce(stream) {
  const state = stream._readableState;
  if (state.asked) return;
  state.asked = true;
  later(() => {
    state.asked = false;
    if (stream.destroyed && !state.ended) return;
    if (state.flowing) flow(stream);
    else if (state.length > 0 || state.ended) {
      if (stream.listenerCount('readable') > 0) stream.emit('readable');
    }
    finishReading(stream);
    if (!state.ended && state.flowing !== false) {
      if (state.flowing || stream.listenerCount('readable') > 0) pull(stream);
    }
  });
}

function finishReading(stream) {
  const state = stream._readableState;
  const listened = state.flowing || stream.listenerCount('readable') > 0;
  if (!state.ended || state.length > 0 || state.endEmitted || !listened || stream.destroyed) return;
  state.endEmitted = true;
  later(() => {
    stream.emit('end');
    if (stream._writableState !== undefined && stream.allowHalfOpen === false) stream.end();
    settle(stream);
  });
}

function flow(stream) {
  const state = stream._readableState;
  while (state.flowing && state.length > 0 && !stream.destroyed) stream.read();
}

function take(state, size) {
  if (state.objectMode) return state.buffer.shift();
  if (size >= state.length) {
    const all = state.buffer.length === 1 ? state.buffer[0] : state.encoding ? state.buffer.join('') : Buffer.concat(state.buffer);
    state.buffer = [];
    return all;
  }
  const parts = [];
  let wanted = size;
  while (wanted > 0) {
    const first = state.buffer[0];
    if (first.length <= wanted) {
      parts.push(state.buffer.shift());
      wanted -= first.length;
    } else {
      parts.push(first.slice(0, wanted));
      state.buffer[0] = first.slice(wanted);
      wanted = 0;
    }
  }
  return state.encoding ? parts.join('') : Buffer.concat(parts);
}

function add(stream, chunk, encoding, front) {
  const state = stream._readableState;
  if (!front) state.reading = false;
  if (chunk === null) {
    if (state.ended) return false;
    state.ended = true;
    const rest = state.decoder?.end();
    if (rest) {
      state.buffer.push(rest);
      state.length += rest.length;
    }
    announce(stream);
    return false;
  }
  if (state.ended && !front) {
    stream.destroy(coded(Error, 'ERR_STREAM_PUSH_AFTER_EOF', 'stream.push() after EOF'));
    return false;
  }
  let value;
  try {
    value = chunkOf(state, chunk, encoding);
  } catch (error) {
    stream.destroy(error);
    return false;
  }
  if (state.decoder !== null) value = state.decoder.write(value);
  if (state.objectMode || value.length > 0) {
    if (front) state.buffer.unshift(value);
    else state.buffer.push(value);
    state.length += sizeOf(state, value);
  }
  announce(stream);
  return state.length < state.highWaterMark;
}

/** Somebody listens: the stream begins to flow, or looks for what to tell. */
function listened(stream, name) {
  const state = stream._readableState;
  if (name === 'data' && state.flowing !== false && stream.listenerCount('readable') === 0) stream.resume();
  if (name === 'readable') {
    state.flowing = false;
    if (state.length > 0 || state.ended) announce(stream);
    else later(() => pull(stream));
  }
}

define(Readable.prototype, {
  push(chunk, encoding) { return add(this, chunk, encoding, false); },
  unshift(chunk, encoding) { return add(this, chunk, encoding, true); },

  _read() {
    throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _read() method is not implemented');
  },

  read(size) {
    const state = this._readableState;
    if (size !== undefined && size > state.highWaterMark && !state.objectMode) state.highWaterMark = size;
    let chunk = null;
    const enough = state.length > 0 && (size === undefined || state.objectMode || size <= state.length || state.ended);
    if (enough && size !== 0) {
      chunk = take(state, size ?? state.length);
      state.length -= sizeOf(state, chunk);
    }
    if (!state.ended && state.length < state.highWaterMark) pull(this);
    if (state.ended && state.length === 0) announce(this);
    if (chunk !== null) this.emit('data', chunk);
    return chunk;
  },

  setEncoding(encoding) {
    const state = this._readableState;
    state.decoder = new StringDecoder(encoding);
    state.encoding = state.decoder.encoding;
    const text = state.buffer.map((chunk) => state.decoder.write(chunk)).join('');
    state.buffer = text === '' ? [] : [text];
    state.length = text.length;
    return this;
  },

  on(name, listener) {
    EventEmitter.prototype.on.call(this, name, listener);
    listened(this, name);
    return this;
  },
  once(name, listener) {
    EventEmitter.prototype.once.call(this, name, listener);
    listened(this, name);
    return this;
  },
  addListener(name, listener) { return this.on(name, listener); },

  resume() {
    const state = this._readableState;
    if (!state.flowing) {
      state.flowing = this.listenerCount('readable') === 0;
      later(() => {
        this.emit('resume');
        if (!state.flowing) return;
        flow(this);
        finishReading(this);
        pull(this);
      });
    }
    return this;
  },

  pause() {
    if (this._readableState.flowing !== false) {
      this._readableState.flowing = false;
      this.emit('pause');
    }
    return this;
  },
  isPaused() { return this._readableState.flowing === false; },

  pipe(target, options) {
    const state = this._readableState;
    const onData = (chunk) => {
      if (target.write(chunk) !== false) return;
      state.full.add(target);
      this.pause();
    };
    // The slowest of all targets sets the pace; one that leaves holds up nobody.
    const onDrain = () => {
      if (!state.full.delete(target) || state.full.size > 0 || state.pipes.length === 0) return;
      state.flowing = null;
      this.resume();
    };
    const onEnd = () => target.end();
    const undo = () => {
      this.off('data', onData);
      this.off('end', onEnd);
      target.off('drain', onDrain);
      target.off('close', undo);
      state.pipes = state.pipes.filter((pipe) => pipe.target !== target);
      onDrain();
      target.emit('unpipe', this);
    };
    state.pipes.push({ target, undo });
    target.on('drain', onDrain);
    target.once('close', undo);
    if (options?.end !== false) this.once('end', onEnd);
    target.emit('pipe', this);
    this.on('data', onData);
    if (state.full.size === 0) this.resume();
    return target;
  },

  unpipe(target) {
    for (const pipe of [...this._readableState.pipes]) if (target === undefined || pipe.target === target) pipe.undo();
    if (this._readableState.pipes.length === 0) this.pause();
    return this;
  },

  get readable() { return !this.destroyed && !this._readableState.endEmitted && this.errored === null; },
  set readable(value) { Object.defineProperty(this, 'readable', { value, writable: true, configurable: true }); },
  get readableEnded() { return this._readableState.endEmitted; },
  get readableFlowing() { return this._readableState.flowing; },
  get readableLength() { return this._readableState.length; },
  get readableHighWaterMark() { return this._readableState.highWaterMark; },
  get readableObjectMode() { return this._readableState.objectMode; },
  get readableEncoding() { return this._readableState.encoding; },
  get readableAborted() { return this.destroyed && !this._readableState.endEmitted; },
  get readableDidRead() { return this._readableState.flowing !== null; },

  async *[Symbol.asyncIterator]() {
    let wake = () => {};
    let failure = null;
    let done = false;
    const onReadable = () => wake();
    const next = bound(() => this.read());
    const stop = finished(this, { writable: false }, (error) => {
      if (error) failure = error;
      done = true;
      wake();
    });
    this.on('readable', onReadable);
    try {
      for (;;) {
        const chunk = this.destroyed ? null : next();
        if (chunk !== null) yield chunk;
        else if (failure !== null) throw failure;
        else if (done) return;
        else await new Promise((resolve) => (wake = resolve));
      }
    } finally {
      stop();
      this.off('readable', onReadable);
      if (!done) this.destroy();
    }
  },
  iterator() { return this[Symbol.asyncIterator](); },

  async toArray() {
    const all = [];
    for await (const chunk of this) all.push(chunk);
    return all;
  },
  async forEach(fn) {
    const call = bound(fn);
    for await (const chunk of this) await call(chunk);
  },
  map(fn) {
    return Readable.from(mapped(this, bound(fn)));
  },
  filter(fn) {
    return Readable.from(filtered(this, bound(fn)));
  },
});
define(Readable.prototype, lifetime);

async function* mapped(source, fn) {
  for await (const chunk of source) yield fn(chunk);
}

async function* filtered(source, fn) {
  for await (const chunk of source) if (await fn(chunk)) yield chunk;
}

Readable.from = (iterable, options) => {
  if (typeof iterable === 'string' || iterable instanceof Uint8Array) iterable = [iterable];
  const iterator = steps(iterable);
  if (iterator === undefined) throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "iterable" argument must be an instance of Iterable.');
  let busy = false;
  return new Readable({
    objectMode: true, highWaterMark: 1, ...options,
    async read() {
      if (busy) return;
      busy = true;
      try {
        for (;;) {
          const { value, done } = await iterator.next();
          if (done) {
            this.push(null);
            break;
          }
          const chunk = await value;
          // It would read as the end of the stream.
          if (chunk === null) throw coded(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
          if (this.destroyed || !this.push(chunk)) break;
        }
      } catch (error) {
        this.destroy(error);
      }
      busy = false;
    },
    destroy(error, callback) {
      new Promise((resolve) => resolve(iterator.return?.())).then(() => callback(error), (failure) => callback(error ?? failure));
    },
  });
};

Readable.fromWeb = (web, options) => {
  const reader = web.getReader();
  return new Readable({
    ...options,
    read() {
      reader.read().then(({ value, done }) => this.push(done ? null : value), (error) => this.destroy(error));
    },
    destroy(error, callback) {
      reader.cancel(error ?? undefined).then(() => callback(error), () => callback(error));
    },
  });
};

Readable.toWeb = (stream) => {
  const strategy = stream.readableObjectMode ? new CountQueuingStrategy({ highWaterMark: 1 }) : { highWaterMark: 0 };
  return new ReadableStream({
    start(controller) {
      stream.pause();
      stream.on('data', (chunk) => {
        controller.enqueue(Buffer.isBuffer(chunk) ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength) : chunk);
        if ((controller.desiredSize ?? 0) <= 0) stream.pause();
      });
      finished(stream, { writable: false }, (error) => {
        if (error) controller.error(error);
        else try { controller.close(); } catch { /* cancelled */ }
      });
    },
    pull() {
      stream._readableState.flowing = null;
      stream.resume();
    },
    cancel(reason) {
      stream.destroy(reason);
    },
  }, strategy);
};

// ---- writing ---------------------------------------------------------------------------------------

export function Writable(options) {
  if (!(this instanceof Writable)) return new Writable(options);
  Stream.call(this);
  setUpWritable(this, options);
  return undefined;
}
inherit(Writable, Stream);
// A Duplex is a Writable as well, though its prototypes are those of Readable.
Object.defineProperty(Writable, Symbol.hasInstance, {
  value(object) {
    if (Function.prototype[Symbol.hasInstance].call(this, object)) return true;
    return this === Writable && object?._writableState !== undefined && object instanceof Stream;
  },
});

function setUpWritable(stream, options = {}) {
  const objectMode = Boolean(options.objectMode || options.writableObjectMode);
  stream._writableState = {
    objectMode, highWaterMark: options.highWaterMark ?? options.writableHighWaterMark ?? getDefaultHighWaterMark(objectMode),
    decodeStrings: options.decodeStrings !== false, defaultEncoding: options.defaultEncoding ?? 'utf8',
    queue: [], length: 0, writing: false, ending: false, finished: false, finalCalled: false, needDrain: false, corked: 0, onFinish: [],
  };
  setUp(stream, options);
}

function work(stream) {
  if (deferred(stream, work)) return;
  const state = stream._writableState;
  if (state.writing || state.corked > 0 || stream.destroyed) return;
  if (state.queue.length === 0) {
    if (state.ending && !state.finalCalled) end(stream);
    return;
  }
  const together = typeof stream._writev === 'function' && (state.queue.length > 1 || stream._write === Writable.prototype._write);
  const batch = together ? state.queue.splice(0) : [state.queue.shift()];
  state.writing = true;
  let called = false;
  const done = (error) => {
    if (called) {
      stream.destroy(coded(Error, 'ERR_MULTIPLE_CALLBACK', 'Callback called multiple times'));
      return;
    }
    called = true;
    state.writing = false;
    for (const { chunk, size, callback } of batch) {
      state.length -= size;
      if (callback) later(callback, error ?? null, chunk);
    }
    if (error) {
      stream.destroy(error);
      return;
    }
    if (state.needDrain && state.length === 0 && !state.ending) {
      state.needDrain = false;
      later(() => stream.emit('drain'));
    }
    later(work, stream);
  };
  try {
    if (together) stream._writev(batch, done);
    else stream._write(batch[0].chunk, batch[0].encoding, done);
  } catch (error) {
    if (called) stream.destroy(error);
    else done(error);
  }
}

function end(stream) {
  const state = stream._writableState;
  state.finalCalled = true;
  const done = (error) => {
    if (error) {
      for (const callback of state.onFinish.splice(0)) callback(error);
      stream.destroy(error);
      return;
    }
    state.finished = true;
    later(() => {
      stream.emit('finish');
      for (const callback of state.onFinish.splice(0)) callback();
      settle(stream);
    });
  };
  try {
    stream._final(done);
  } catch (error) {
    stream.destroy(error);
  }
}

const writing = {
  _write(chunk, encoding, callback) {
    if (typeof this._writev === 'function') this._writev([{ chunk, encoding }], callback);
    else throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _write() method is not implemented');
  },

  _final(callback) {
    callback();
  },

  write(chunk, encoding, callback) {
    const state = this._writableState;
    if (typeof encoding === 'function') [encoding, callback] = [undefined, encoding];
    if (chunk === null) throw coded(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream');
    const refused = state.ending ? coded(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end')
      : this.destroyed ? coded(Error, 'ERR_STREAM_DESTROYED', 'Cannot call write after a stream was destroyed') : null;
    if (refused !== null) {
      later(() => callback?.(refused));
      if (state.ending) this.destroy(refused);
      return false;
    }
    let name = encoding ?? state.defaultEncoding;
    let value = chunk;
    if (state.decodeStrings || typeof chunk !== 'string') {
      value = chunkOf(state, chunk, name);
      if (!state.objectMode) name = 'buffer';
    }
    const size = sizeOf(state, value);
    state.queue.push({ chunk: value, encoding: name, size, callback });
    state.length += size;
    work(this);
    const room = state.length < state.highWaterMark;
    if (!room) state.needDrain = true;
    return room;
  },

  end(chunk, encoding, callback) {
    const state = this._writableState;
    if (typeof chunk === 'function') [chunk, callback] = [undefined, chunk];
    if (typeof encoding === 'function') [encoding, callback] = [undefined, encoding];
    if (chunk !== undefined && chunk !== null) this.write(chunk, encoding);
    if (typeof callback === 'function') {
      if (state.finished) later(callback);
      else if (this.destroyed) {
        later(callback, this.errored ?? coded(Error, 'ERR_STREAM_DESTROYED', 'Cannot call end after a stream was destroyed'));
      } else state.onFinish.push(callback);
    }
    state.corked = 0;
    if (!state.ending) {
      state.ending = true;
      later(work, this);
    }
    return this;
  },

  cork() { this._writableState.corked++; },
  uncork() {
    const state = this._writableState;
    if (state.corked > 0 && --state.corked === 0) work(this);
  },
  setDefaultEncoding(encoding) {
    this._writableState.defaultEncoding = encoding;
    return this;
  },

  get writable() { return !this.destroyed && !this._writableState.ending && this.errored === null; },
  set writable(value) { Object.defineProperty(this, 'writable', { value, writable: true, configurable: true }); },
  get writableEnded() { return this._writableState.ending; },
  get writableFinished() { return this._writableState.finished; },
  get writableLength() { return this._writableState.length; },
  get writableHighWaterMark() { return this._writableState.highWaterMark; },
  get writableObjectMode() { return this._writableState.objectMode; },
  get writableNeedDrain() { return this._writableState.needDrain; },
  get writableCorked() { return this._writableState.corked; },
};
define(Writable.prototype, writing);
define(Writable.prototype, lifetime);

Writable.prototype.pipe = function pipe() {
  this.destroy(coded(Error, 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable'));
};

Writable.toWeb = (stream) => new WritableStream({
  start(controller) {
    finished(stream, { readable: false }, (error) => error && controller.error(error));
  },
  write: (chunk) => new Promise((resolve, reject) => {
    if (stream.write(chunk, (error) => error && reject(error))) resolve();
    else stream.once('drain', resolve);
  }),
  close: () => new Promise((resolve, reject) => {
    finished(stream, { readable: false }, (error) => (error ? reject(error) : resolve()));
    stream.end();
  }),
  abort: (reason) => void stream.destroy(reason),
});

Writable.fromWeb = (web, options) => {
  const writer = web.getWriter();
  return new Writable({
    ...options,
    write: (chunk, encoding, callback) => void writer.write(chunk).then(() => callback(), callback),
    final: (callback) => void writer.close().then(() => callback(), callback),
    destroy: (error, callback) => void (error ? writer.abort(error) : Promise.resolve()).then(() => callback(error), () => callback(error)),
  });
};

// ---- both ------------------------------------------------------------------------------------------

export function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  Stream.call(this);
  setUpReadable(this, options);
  setUpWritable(this, options);
  this.allowHalfOpen = options?.allowHalfOpen !== false;
  return undefined;
}
inherit(Duplex, Readable);
define(Duplex.prototype, writing);
Duplex.from = (source) => (source instanceof Stream ? source : Readable.from(source));
Duplex.toWeb = (stream) => ({ readable: Readable.toWeb(stream), writable: Writable.toWeb(stream) });
Duplex.fromWeb = ({ readable, writable }, options) => {
  const [source, target] = [Readable.fromWeb(readable, options), Writable.fromWeb(writable, options)];
  const both = new Duplex({
    ...options,
    read() { source.resume(); },
    write: (chunk, encoding, callback) => void target.write(chunk, encoding, callback),
    final: (callback) => void target.end(callback),
    destroy(error, callback) {
      source.destroy(error);
      target.destroy(error);
      callback(error);
    },
  });
  for (const half of [source, target]) half.on('error', (error) => both.destroy(error));
  source.on('data', (chunk) => both.push(chunk) || source.pause());
  source.on('end', () => both.push(null));
  return both;
};

export function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);
  Duplex.call(this, options);
  this._waiting = null;
  return undefined;
}
inherit(Transform, Duplex);
define(Transform.prototype, {
  _transform() {
    throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _transform() method is not implemented');
  },

  _write(chunk, encoding, callback) {
    this._transform(chunk, encoding, (error, value) => {
      if (error) {
        callback(error);
        return;
      }
      if (value !== undefined && value !== null) this.push(value);
      const state = this._readableState;
      // The next chunk is only taken when somebody reads what is there.
      if (state.ended || state.length < state.highWaterMark) callback();
      else this._waiting = callback;
    });
  },

  _final(callback) {
    const done = (error, value) => {
      if (error) {
        callback(error);
        return;
      }
      if (value !== undefined && value !== null) this.push(value);
      this.push(null);
      callback();
    };
    if (typeof this._flush === 'function') this._flush(done);
    else done();
  },

  _read() {
    // `pull` may ask again as soon as something was written.
    this._readableState.reading = false;
    if (this._waiting === null) return;
    const callback = this._waiting;
    this._waiting = null;
    callback();
  },
});

export function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
  return undefined;
}
inherit(PassThrough, Transform);
PassThrough.prototype._transform = (chunk, encoding, callback) => callback(null, chunk);

// ---- several ---------------------------------------------------------------------------------------

/** Calls back when the stream is done, whichever way; gives a function that stops waiting. */
export function finished(stream, options, callback) {
  if (typeof options === 'function') [options, callback] = [{}, options];
  if (stream instanceof ReadableStream || stream instanceof WritableStream) {
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'finished() of a web stream is not available in Formwork.');
  }
  const wantsEnd = options?.readable !== false && stream._readableState !== undefined;
  const wantsFinish = options?.writable !== false && stream._writableState !== undefined;
  let called = false;
  const call = (error) => {
    if (called) return;
    called = true;
    stop();
    callback.call(stream, error);
  };
  const ended = () => !wantsEnd || stream._readableState.endEmitted;
  const written = () => !wantsFinish || stream._writableState.finished;
  const check = () => {
    if (ended() && written()) call();
  };
  const onError = (error) => call(error);
  const onClose = () => {
    if (ended() && written()) call();
    else call(stream.errored ?? coded(Error, 'ERR_STREAM_PREMATURE_CLOSE', 'Premature close'));
  };
  const onAbort = () => call(abortError(options.signal));
  const stop = () => {
    options?.signal?.removeEventListener('abort', onAbort);
    stream.off('end', check);
    stream.off('finish', check);
    stream.off('error', onError);
    stream.off('close', onClose);
  };
  stream.on('end', check);
  stream.on('finish', check);
  stream.on('error', onError);
  stream.on('close', onClose);
  if (stream.closed) later(onClose);
  else if (ended() && written()) later(check);
  if (options?.signal?.aborted) later(onAbort);
  else options?.signal?.addEventListener('abort', onAbort, { once: true });
  return stop;
}

/** A part of a pipeline as a stream; `keep` is called with what a function at its end gives. */
function asStream(part, source, isLast, keep) {
  if (part instanceof Stream) return part;
  if (part instanceof ReadableStream) return Readable.fromWeb(part, { objectMode: true });
  if (part instanceof WritableStream) return Writable.fromWeb(part);
  if (typeof part === 'function') {
    const result = part(source ?? undefined);
    if (isLast && typeof result?.then === 'function') {
      const final = (callback) => void result.then((value) => { keep(value); callback(); }, callback);
      return new Writable({ objectMode: true, final, write: (chunk, encoding, callback) => callback() });
    }
    return Readable.from(result);
  }
  return Readable.from(part);
}

const isOptions = (part) =>
  typeof part === 'object' && part !== null && !(part instanceof Stream) && !(part instanceof WritableStream) && part.write === undefined &&
  part[Symbol.asyncIterator] === undefined && part[Symbol.iterator] === undefined;

export function pipeline(...parts) {
  const callback = parts.pop();
  if (typeof callback !== 'function') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "streams" argument must end with a callback of type function.');
  const options = isOptions(parts.at(-1)) ? parts.pop() : {};
  if (Array.isArray(parts[0]) && parts.length === 1) [parts] = parts;
  if (parts.length < 2) throw coded(TypeError, 'ERR_MISSING_ARGS', 'The "streams" argument must be specified');
  const streams = [];
  let open = 0;
  let failed = false;
  let result;
  const onAbort = () => streams[0]?.destroy(abortError(options.signal));
  const done = (error) => {
    open--;
    if (error || open === 0) options.signal?.removeEventListener('abort', onAbort);
    if (error && !failed) {
      failed = true;
      for (const stream of streams) stream.destroy?.();
      later(callback, error);
    } else if (open === 0 && !failed) later(callback, undefined, result);
  };
  let previous = null;
  parts.forEach((part, index) => {
    const isFunction = typeof part === 'function';
    const isLast = index === parts.length - 1;
    const stream = asStream(part, previous, isLast, (value) => (result = value));
    stream.on('error', () => {});
    if (isLast && options.end === false && !isFunction) {
      // It goes on after this: all is done when the source has ended.
      const stop = finished(stream, { readable: false }, (error) => error && done(error));
      finished(previous, { writable: false }, stop);
      previous.pipe(stream, { end: false });
      previous = stream;
      return;
    }
    streams.push(stream);
    open++;
    finished(stream, { readable: !isLast, writable: index > 0 && !(isFunction && stream._writableState === undefined) }, done);
    if (previous !== null && !isFunction) previous.pipe(stream);
    else if (isFunction && stream._writableState !== undefined) stream.end();
    previous = stream;
  });
  if (options.signal?.aborted) onAbort();
  else options.signal?.addEventListener('abort', onAbort, { once: true });
  return previous;
}

export function addAbortSignal(signal, stream) {
  const abort = () => stream.destroy(abortError(signal));
  if (signal.aborted) abort();
  else {
    signal.addEventListener('abort', abort, { once: true });
    stream.once('close', () => signal.removeEventListener('abort', abort));
  }
  return stream;
}

export const isReadable = (stream) => Boolean(stream?.readable);
export const isWritable = (stream) => Boolean(stream?.writable);
export const isErrored = (stream) => stream?.errored != null;
export const isDisturbed = (stream) => Boolean(stream?.readableDidRead ?? stream?.locked);
export const destroy = (stream, error) => stream.destroy(error);

export const promises = {
  pipeline: (...parts) => new Promise((resolve, reject) => {
    pipeline(...parts, (error, value) => (error ? reject(error) : resolve(value)));
  }),
  finished: (stream, options = {}) => new Promise((resolve, reject) => {
    finished(stream, options, (error) => (error ? reject(error) : resolve()));
  }),
};

Object.assign(Stream, {
  Stream, Readable, Writable, Duplex, Transform, PassThrough, finished, pipeline, addAbortSignal, promises, isReadable, isWritable, isErrored,
  isDisturbed, destroy, getDefaultHighWaterMark, setDefaultHighWaterMark,
});

export default Stream;
