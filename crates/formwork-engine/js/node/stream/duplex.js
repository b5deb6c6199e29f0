// `formwork:stream/duplex`: what is read and written: `Duplex`, `Transform`, `PassThrough`.
import { coded } from 'formwork:errors';
import { Readable, setUpReadable } from 'formwork:stream/readable';
import { Stream, define, inherit } from 'formwork:stream/shared';
import { Writable, setUpWritable, writing } from 'formwork:stream/writable';

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
