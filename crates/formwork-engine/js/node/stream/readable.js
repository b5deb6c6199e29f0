// `formwork:stream/readable`: `Readable`, from iterables and web streams as well.
import { bound, steps } from 'formwork:bound';
import { coded } from 'formwork:errors';
import { finished } from 'formwork:stream/finished';
import { Stream, chunkOf, deferred, define, getDefaultHighWaterMark, inherit, later, lifetime, setUp, settle, sizeOf } from 'formwork:stream/shared';
import EventEmitter from 'node:events';
import { StringDecoder } from 'node:string_decoder';

const { Buffer } = globalThis.__formwork_native.load('buffer');

export function Readable(options) {
  if (!(this instanceof Readable)) return new Readable(options);
  Stream.call(this);
  setUpReadable(this, options);
  return undefined;
}
inherit(Readable, Stream);

export function setUpReadable(stream, options = {}) {
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
