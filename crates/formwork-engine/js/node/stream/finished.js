// `formwork:stream/finished`: waiting for the end of a stream.
import { abortError, coded } from 'formwork:errors';
import { later } from 'formwork:stream/shared';

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
