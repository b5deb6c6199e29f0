// `WritableStream` and `pipeTo` (Streams standard).
(function writable(native) {
  'use strict';

  const INTERNAL = Symbol();
  const CLOSE = Symbol();
  const {
    acquire: acquireReader, checkSize, deferred, highWaterMark, method, noop, promiseCall, readInto,
    release: releaseReader, cancelStream, sizeOf,
  } = native.load('streams').internals;

  function newStream(source, start, write, close, abort, mark, size) {
    const s = {
      stream: null,
      state: 'writable', // → erroring → errored, or → closed
      error: undefined,
      writer: null, // { s, ready, closed }
      requests: [], // deferreds of accepted writes
      inFlightWrite: null,
      closeRequest: null,
      inFlightClose: null,
      pendingAbort: null, // { done, reason, wasErroring }
      backpressure: false,
      queue: [], // { chunk, size }; CLOSE at the end
      total: 0,
      started: false,
      mark,
      size,
      write,
      close,
      abort,
      signals: null, // AbortController, made when looked at
      abortReason: undefined,
      controller: null,
    };
    s.controller = new WritableStreamDefaultController(INTERNAL, s);
    s.backpressure = desiredSize(s) <= 0;
    const started = start === undefined ? undefined : Reflect.apply(start, source, [s.controller]);
    Promise.resolve(started).then(
      () => {
        s.started = true;
        advance(s);
      },
      (error) => {
        s.started = true;
        dealWithRejection(s, error);
      },
    );
    return s;
  }

  const desiredSize = (s) => s.mark - s.total;
  const closeQueued = (s) => s.closeRequest !== null || s.inFlightClose !== null;

  function updateBackpressure(s, backpressure) {
    if (s.writer !== null && backpressure !== s.backpressure) {
      if (backpressure) s.writer.ready = deferred();
      else s.writer.ready.resolve(undefined);
    }
    s.backpressure = backpressure;
  }

  function advance(s) {
    if (!s.started || s.inFlightWrite !== null) return;
    if (s.state === 'erroring') return finishErroring(s);
    if (s.state !== 'writable' || s.queue.length === 0) return;
    const { chunk } = s.queue[0];
    if (chunk === CLOSE) processClose(s);
    else processWrite(s, chunk);
  }

  function dequeue(s) {
    const { size } = s.queue.shift();
    s.total = Math.max(0, s.total - size);
  }

  function processClose(s) {
    s.inFlightClose = s.closeRequest;
    s.closeRequest = null;
    dequeue(s);
    const { close } = s;
    clearAlgorithms(s);
    close().then(
      () => {
        s.inFlightClose.resolve(undefined);
        s.inFlightClose = null;
        if (s.state === 'erroring') {
          s.error = undefined;
          s.pendingAbort?.done.resolve(undefined);
          s.pendingAbort = null;
        }
        s.state = 'closed';
        s.writer?.closed.resolve(undefined);
      },
      (error) => {
        s.inFlightClose.reject(error);
        s.inFlightClose = null;
        if (s.pendingAbort !== null) {
          s.pendingAbort.done.reject(error);
          s.pendingAbort = null;
        }
        dealWithRejection(s, error);
      },
    );
  }

  function processWrite(s, chunk) {
    s.inFlightWrite = s.requests.shift();
    s.write(chunk, s.controller).then(
      () => {
        s.inFlightWrite.resolve(undefined);
        s.inFlightWrite = null;
        dequeue(s);
        if (!closeQueued(s) && s.state === 'writable') updateBackpressure(s, desiredSize(s) <= 0);
        advance(s);
      },
      (error) => {
        if (s.state === 'writable') clearAlgorithms(s);
        s.inFlightWrite.reject(error);
        s.inFlightWrite = null;
        dealWithRejection(s, error);
      },
    );
  }

  function clearAlgorithms(s) {
    s.write = s.close = () => Promise.resolve();
    s.size = () => 1;
  }

  function dealWithRejection(s, error) {
    if (s.state === 'writable') startErroring(s, error);
    else if (s.state === 'erroring') finishErroring(s);
  }

  function startErroring(s, reason) {
    s.state = 'erroring';
    s.error = reason;
    if (s.writer !== null) rejectReady(s.writer, reason);
    if (s.inFlightWrite === null && s.inFlightClose === null && s.started) finishErroring(s);
  }

  function rejectReady(writer, reason) {
    if (writer.readyDone()) writer.ready = deferred();
    writer.ready.reject(reason);
  }

  function finishErroring(s) {
    if (s.inFlightWrite !== null || s.inFlightClose !== null) return;
    s.state = 'errored';
    s.queue = [];
    s.total = 0;
    const { error, requests } = s;
    s.requests = [];
    for (const request of requests) request.reject(error);
    const pending = s.pendingAbort;
    s.pendingAbort = null;
    if (pending === null) return rejectClose(s);
    if (pending.wasErroring) {
      pending.done.reject(error);
      return rejectClose(s);
    }
    const { abort } = s;
    s.abort = () => Promise.resolve();
    abort(pending.reason).then(
      () => {
        pending.done.resolve(undefined);
        rejectClose(s);
      },
      (reason) => {
        pending.done.reject(reason);
        rejectClose(s);
      },
    );
  }

  function rejectClose(s) {
    if (s.closeRequest !== null) {
      s.closeRequest.reject(s.error);
      s.closeRequest = null;
    }
    s.writer?.closed.reject(s.error);
  }

  function abortStream(s, reason) {
    if (s.state === 'closed' || s.state === 'errored') return Promise.resolve(undefined);
    s.abortReason = [reason];
    s.signals?.abort(reason);
    if (s.state === 'closed' || s.state === 'errored') return Promise.resolve(undefined);
    if (s.pendingAbort !== null) return s.pendingAbort.done.promise;
    const wasErroring = s.state === 'erroring';
    s.pendingAbort = { done: deferred(), reason: wasErroring ? undefined : reason, wasErroring };
    const { promise } = s.pendingAbort.done;
    if (!wasErroring) startErroring(s, reason);
    return promise;
  }

  function closeStream(s) {
    if (s.state === 'closed' || s.state === 'errored') return Promise.reject(new TypeError('The stream is closed already'));
    if (closeQueued(s)) return Promise.reject(new TypeError('The stream is being closed already'));
    s.closeRequest = deferred();
    const { promise } = s.closeRequest;
    if (s.writer !== null && s.backpressure && s.state === 'writable') s.writer.ready.resolve(undefined);
    s.queue.push({ chunk: CLOSE, size: 0 });
    advance(s);
    return promise;
  }

  function writeChunk(writer, chunk) {
    const { s } = writer;
    let size;
    try {
      size = checkSize(s.size(chunk));
    } catch (error) {
      if (s.state === 'writable') startErroring(s, error);
      size = 1;
    }
    if (s !== writer.s) return Promise.reject(new TypeError('The writer has been released'));
    if (s.state === 'errored') return Promise.reject(s.error);
    if (closeQueued(s) || s.state === 'closed') return Promise.reject(new TypeError('The stream is closed: nothing can be written'));
    if (s.state === 'erroring') return Promise.reject(s.error);
    const request = deferred();
    s.requests.push(request);
    s.queue.push({ chunk, size });
    s.total += size;
    if (!closeQueued(s) && s.state === 'writable') updateBackpressure(s, desiredSize(s) <= 0);
    advance(s);
    return request.promise;
  }

  function acquireWriter(s) {
    if (s.writer !== null) throw new TypeError('The stream is locked by another writer');
    const writer = {
      s,
      ready: deferred(),
      closed: deferred(),
      // Whether `ready` is settled, so that rejecting it needs a new promise.
      readyDone: () => s.state !== 'writable' || !s.backpressure || closeQueued(s),
    };
    s.writer = writer;
    if (s.state === 'writable') {
      if (closeQueued(s) || !s.backpressure) writer.ready.resolve(undefined);
    } else if (s.state === 'closed') {
      writer.ready.resolve(undefined);
      writer.closed.resolve(undefined);
    } else {
      writer.ready.reject(s.error);
      if (s.state === 'errored') writer.closed.reject(s.error);
    }
    return writer;
  }

  function releaseWriter(writer) {
    if (writer.s === null) return;
    const error = new TypeError('The writer has been released');
    writer.ready.reject(error);
    const ready = deferred();
    ready.reject(error);
    writer.ready = ready;
    writer.closed.reject(error);
    const closed = deferred();
    closed.reject(error);
    writer.closed = closed;
    writer.s.writer = null;
    writer.s = null;
  }

  class WritableStreamDefaultController {
    #s;

    constructor(key, s) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
      this.#s = s;
    }

    get signal() {
      if (this.#s.signals === null) {
        this.#s.signals = new AbortController();
        if (this.#s.abortReason) this.#s.signals.abort(this.#s.abortReason[0]);
      }
      return this.#s.signals.signal;
    }

    error(reason) {
      if (this.#s.state === 'writable') errorStream(this.#s, reason);
    }

    get [Symbol.toStringTag]() {
      return 'WritableStreamDefaultController';
    }
  }

  function errorStream(s, reason) {
    clearAlgorithms(s);
    startErroring(s, reason);
  }

  class WritableStreamDefaultWriter {
    #w;

    constructor(stream) {
      this.#w = acquireWriter(recordOf(stream));
    }

    get closed() {
      return this.#w.closed.promise;
    }

    get ready() {
      return this.#w.ready.promise;
    }

    get desiredSize() {
      const { s } = this.#w;
      if (s === null) throw new TypeError('The writer has been released');
      if (s.state === 'errored' || s.state === 'erroring') return null;
      return s.state === 'closed' ? 0 : desiredSize(s);
    }

    async write(chunk) {
      if (this.#w.s === null) throw new TypeError('The writer has been released');
      return writeChunk(this.#w, chunk);
    }

    async close() {
      if (this.#w.s === null) throw new TypeError('The writer has been released');
      return closeStream(this.#w.s);
    }

    async abort(reason) {
      if (this.#w.s === null) throw new TypeError('The writer has been released');
      return abortStream(this.#w.s, reason);
    }

    releaseLock() {
      releaseWriter(this.#w);
    }

    get [Symbol.toStringTag]() {
      return 'WritableStreamDefaultWriter';
    }
  }

  class WritableStream {
    #s;

    constructor(sink, strategy) {
      if (sink === INTERNAL) {
        this.#s = strategy;
        strategy.stream = this;
        return;
      }
      if (sink === null) throw new TypeError('The sink of a stream must be an object');
      if (sink?.type !== undefined) throw new RangeError('A sink takes no type');
      const start = method(sink, 'start', 'WritableStream');
      const write = method(sink, 'write', 'WritableStream');
      const close = method(sink, 'close', 'WritableStream');
      const abort = method(sink, 'abort', 'WritableStream');
      this.#s = newStream(
        sink,
        start,
        (chunk, controller) => promiseCall(write, sink, [chunk, controller]),
        () => promiseCall(close, sink, []),
        (reason) => promiseCall(abort, sink, [reason]),
        highWaterMark(strategy, 1),
        sizeOf(strategy),
      );
      this.#s.stream = this;
    }

    static record(stream) {
      if (typeof stream !== 'object' || stream === null || !(#s in stream)) throw new TypeError('A WritableStream is expected here');
      return stream.#s;
    }

    get locked() {
      return this.#s.writer !== null;
    }

    async abort(reason) {
      if (this.locked) throw new TypeError('A locked stream is aborted through its writer');
      return abortStream(this.#s, reason);
    }

    async close() {
      if (this.locked) throw new TypeError('A locked stream is closed through its writer');
      return closeStream(this.#s);
    }

    getWriter() {
      return new WritableStreamDefaultWriter(this);
    }

    get [Symbol.toStringTag]() {
      return 'WritableStream';
    }
  }
  const { record: recordOf } = WritableStream;
  delete WritableStream.record;

  function makeStream(start, write, close, abort, mark, size) {
    return new WritableStream(INTERNAL, newStream(undefined, start, write, close, abort, mark, size));
  }

  // ---- pipeTo --------------------------------------------------------------------------------------

  /** Pipes the readable record `s` into a WritableStream; the promise settles when all is done. */
  function pipe(s, destination, { preventClose = false, preventAbort = false, preventCancel = false, signal }) {
    const d = recordOf(destination);
    if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError('signal must be an AbortSignal');
    if (d.writer !== null) throw new TypeError('A locked stream cannot be piped into');
    const reader = acquireReader(s);
    const writer = acquireWriter(d);
    s.disturbed = true;
    const { promise, resolve, reject } = Promise.withResolvers();
    let shuttingDown = false;
    let lastWrite = Promise.resolve();

    function finalize(error) {
      releaseWriter(writer);
      releaseReader(reader);
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve(undefined);
      else reject(error[0]);
    }

    /** Ends the pipe after the writes in progress and `action`; `error` is undefined or `[reason]`. */
    function shutdown(error, action) {
      if (shuttingDown) return;
      shuttingDown = true;
      const act = () => {
        if (action === undefined) return finalize(error);
        action().then(() => finalize(error), (reason) => finalize([reason]));
      };
      if (d.state === 'writable' && !closeQueued(d)) settledWrites().then(act);
      else act();
    }

    async function settledWrites() {
      for (;;) {
        const current = lastWrite;
        await current;
        if (current === lastWrite) return;
      }
    }

    function sourceErrored(reason) {
      shutdown([reason], preventAbort ? undefined : () => abortStream(d, reason));
    }

    function destinationErrored(reason) {
      shutdown([reason], preventCancel ? undefined : () => cancelStream(s, reason));
    }

    function sourceClosed() {
      shutdown(undefined, preventClose ? undefined : () => {
        if (closeQueued(d) || d.state === 'closed') return Promise.resolve();
        return d.state === 'errored' ? Promise.reject(d.error) : closeStream(d);
      });
    }

    let onAbort;
    if (signal !== undefined) {
      onAbort = () => {
        const { reason } = signal;
        shutdown([reason], () => {
          const actions = [];
          if (!preventAbort) actions.push(d.state === 'writable' ? abortStream(d, reason) : Promise.resolve());
          if (!preventCancel) actions.push(s.state === 'readable' ? cancelStream(s, reason) : Promise.resolve());
          return Promise.all(actions);
        });
      };
      if (signal.aborted) {
        onAbort();
        return promise;
      }
      signal.addEventListener('abort', onAbort);
    }

    if (s.state === 'errored') sourceErrored(s.error);
    else if (d.state === 'errored' || d.state === 'erroring') destinationErrored(d.error);
    else if (s.state === 'closed') sourceClosed();
    else if (closeQueued(d) || d.state === 'closed') {
      const reason = new TypeError('The destination of the pipe is closed');
      shutdown([reason], preventCancel ? undefined : () => cancelStream(s, reason));
    }
    writer.closed.promise.then(noop, (reason) => {
      if (writer.s !== null) destinationErrored(reason);
    });
    reader.closed.promise.then(
      () => {
        if (reader.s !== null) sourceClosed();
      },
      (reason) => {
        if (reader.s !== null) sourceErrored(reason);
      },
    );

    function step() {
      if (shuttingDown) return;
      writer.ready.promise.then(
        () => {
          if (shuttingDown) return;
          readInto(s, {
            chunk(chunk) {
              lastWrite = writeChunk(writer, chunk).catch(noop);
              step();
            },
            close: noop, // the reader's `closed` tells
            error: noop,
          });
        },
        noop, // the writer's `closed` tells
      );
    }
    step();
    return promise;
  }

  return {
    WritableStream,
    WritableStreamDefaultWriter,
    WritableStreamDefaultController,
    pipe,
    internals: { makeStream, errorStream, recordOf },
  };
});
