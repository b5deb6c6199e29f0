// `formwork:stream/writable`: `Writable`, to web streams as well.
import { coded } from 'formwork:errors';
import { finished } from 'formwork:stream/finished';
import { Stream, chunkOf, deferred, define, getDefaultHighWaterMark, inherit, later, lifetime, setUp, settle, sizeOf } from 'formwork:stream/shared';

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

export function setUpWritable(stream, options = {}) {
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

export const writing = {
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
