// `node:zlib`: gzip, deflate and raw deflate (src/web/compression.rs). Brotli is not there.
import { coded } from 'formwork:errors';
import { Transform } from 'node:stream';

const native = globalThis.__formwork_native;
const { Buffer, wrap } = native.load('buffer');
const { octets } = native.load('blob');
const { pieces } = native.load('compression');

export const constants = Object.freeze({
  Z_NO_FLUSH: 0, Z_PARTIAL_FLUSH: 1, Z_SYNC_FLUSH: 2, Z_FULL_FLUSH: 3, Z_FINISH: 4, Z_BLOCK: 5, Z_NO_COMPRESSION: 0, Z_BEST_SPEED: 1,
  Z_BEST_COMPRESSION: 9, Z_DEFAULT_COMPRESSION: -1, Z_DEFAULT_STRATEGY: 0,
});

function bytesOf(value) {
  const bytes = typeof value === 'string' ? Buffer.from(value) : octets(value);
  if (bytes !== undefined) return bytes;
  throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "buffer" argument must be of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer.');
}

function broken(error, decode) {
  return Object.assign(new Error(decode ? 'incorrect header check' : error.message, { cause: error }), { code: decode ? 'Z_DATA_ERROR' : 'Z_BUF_ERROR', errno: -3 });
}

const levelOf = (options) => (options?.level === undefined || options.level < 0 ? 6 : options.level);

function sync(format, decode) {
  return (value, options) => {
    const bytes = bytesOf(value);
    const packer = native.packer(format(bytes), decode, levelOf(options));
    const most = options?.maxOutputLength ?? Infinity;
    let length = 0;
    const out = [];
    const keep = (piece) => {
      length += piece.length;
      if (length > most) throw Object.assign(new RangeError(`Cannot create a Buffer larger than ${most} bytes`), { code: 'ERR_BUFFER_TOO_LARGE' });
      out.push(piece);
    };
    try {
      for (const piece of pieces(bytes)) keep(packer.push(piece));
      keep(packer.finish());
    } catch (error) {
      throw error instanceof RangeError ? error : broken(error, decode);
    }
    return out.length === 1 ? wrap(out[0]) : Buffer.concat(out);
  };
}

function later(fn) {
  return (value, options, callback) => {
    if (typeof options === 'function') [options, callback] = [undefined, options];
    let result;
    try {
      result = fn(value, options);
    } catch (error) {
      setImmediate(callback, error);
      return;
    }
    setImmediate(callback, null, result);
  };
}

function stream(format, decode) {
  return (options) => {
    let packer = null;
    const open = (bytes) => (packer ??= native.packer(format(bytes), decode, levelOf(options)));
    return new Transform({
      ...options,
      transform(chunk, encoding, callback) {
        try {
          for (const piece of pieces(chunk)) {
            const out = open(chunk).push(piece);
            if (out.length > 0) this.push(wrap(out));
          }
          callback();
        } catch (error) {
          callback(broken(error, decode));
        }
      },
      flush(callback) {
        try {
          const out = open(Buffer.alloc(0)).finish();
          callback(null, out.length > 0 ? wrap(out) : undefined);
        } catch (error) {
          callback(broken(error, decode));
        }
      },
    });
  };
}

const gzipped = () => 'gzip';
const zlibbed = () => 'deflate';
const raw = () => 'deflate-raw';
const either = (bytes) => (bytes[0] === 0x1f ? 'gzip' : 'deflate');

export const gzipSync = sync(gzipped, false);
export const gunzipSync = sync(gzipped, true);
export const deflateSync = sync(zlibbed, false);
export const inflateSync = sync(zlibbed, true);
export const deflateRawSync = sync(raw, false);
export const inflateRawSync = sync(raw, true);
export const unzipSync = sync(either, true);
export const gzip = later(gzipSync);
export const gunzip = later(gunzipSync);
export const deflate = later(deflateSync);
export const inflate = later(inflateSync);
export const deflateRaw = later(deflateRawSync);
export const inflateRaw = later(inflateRawSync);
export const unzip = later(unzipSync);
export const createGzip = stream(gzipped, false);
export const createGunzip = stream(gzipped, true);
export const createDeflate = stream(zlibbed, false);
export const createInflate = stream(zlibbed, true);
export const createDeflateRaw = stream(raw, false);
export const createInflateRaw = stream(raw, true);
export const createUnzip = stream(either, true);

export default {
  constants, gzipSync, gunzipSync, deflateSync, inflateSync, deflateRawSync, inflateRawSync, unzipSync, gzip, gunzip, deflate, inflate, deflateRaw,
  inflateRaw, unzip, createGzip, createGunzip, createDeflate, createInflate, createDeflateRaw, createInflateRaw, createUnzip,
};
