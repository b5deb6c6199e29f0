// `formwork:stream/shared`: what readable and writable streams have in common: how they begin, end and fail.
// Constructors are functions because old packages call them on objects of their own (`util.inherits`).
import { abortError, coded } from 'formwork:errors';
import EventEmitter from 'node:events';

const native = globalThis.__formwork_native;
const { Buffer } = native.load('buffer');
const { octets } = native.load('blob');
export const later = (fn, ...args) => queueMicrotask(() => fn(...args));

let [bytesHighWaterMark, objectHighWaterMark] = [65536, 16];
export const getDefaultHighWaterMark = (objectMode) => (objectMode ? objectHighWaterMark : bytesHighWaterMark);
export const setDefaultHighWaterMark = (objectMode, value) => {
  if (objectMode) objectHighWaterMark = value;
  else bytesHighWaterMark = value;
};

export const sizeOf = (state, chunk) => (state.objectMode ? 1 : chunk.length);

/** A chunk as the stream passes it on: bytes, unless the stream is of objects. */
export function chunkOf(state, chunk, encoding) {
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

export function inherit(constructor, parent) {
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
  Object.setPrototypeOf(constructor, parent);
  Object.defineProperty(constructor.prototype, 'constructor', { value: constructor, writable: true, configurable: true });
}

export function define(prototype, members) {
  Object.defineProperties(prototype, Object.getOwnPropertyDescriptors(members));
}

export function setUp(stream, options = {}) {
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
export function deferred(stream, step) {
  stream._shared.constructing?.add(step);
  return stream._shared.constructing !== null;
}

export const lifetime = {
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
export function settle(stream) {
  const shared = stream._shared;
  const readable = stream._readableState;
  const writable = stream._writableState;
  if (!shared.autoDestroy || shared.destroyed) return;
  if ((readable === undefined || readable.endEmitted) && (writable === undefined || writable.finished)) stream.destroy();
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
