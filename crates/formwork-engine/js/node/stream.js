// `node:stream`: `pipeline`, and all that is public of streams with back-pressure.
import { abortError, coded } from 'formwork:errors';
import { Duplex, PassThrough, Transform } from 'formwork:stream/duplex';
import { finished } from 'formwork:stream/finished';
import { Readable } from 'formwork:stream/readable';
import { Stream, addAbortSignal, getDefaultHighWaterMark, later, setDefaultHighWaterMark } from 'formwork:stream/shared';
import { Writable } from 'formwork:stream/writable';

export { Duplex, PassThrough, Readable, Stream, Transform, Writable, addAbortSignal, finished, getDefaultHighWaterMark, setDefaultHighWaterMark };

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
