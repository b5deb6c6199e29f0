// `ReadableStream` (Streams standard): default streams in full. Byte streams keep the default queue:
// a BYOB reader copies into the caller's view, and there is no `byobRequest`.
//
// Each object has one private state record; the functions below work on records, so that what user
// code does to the public classes changes nothing here.
(function streams(native) {
  'use strict';

  const INTERNAL = Symbol();
  const noop = () => {};
  const { capture, within } = native.context;

  /** A promise with its two functions, which never counts as unhandled. */
  function deferred() {
    const result = Promise.withResolvers();
    result.promise.catch(noop);
    return result;
  }

  /** Calls a function that may be missing; a throw becomes a rejection. */
  function promiseCall(fn, self, args) {
    if (fn === undefined) return Promise.resolve(undefined);
    try {
      return Promise.resolve(Reflect.apply(fn, self, args));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * A method of a source, sink or transformer of user code, or undefined. It runs in the request context
   * in which the stream was made: who happens to read on says nothing about whose stream it is.
   */
  function method(object, name, of) {
    const fn = object?.[name];
    if (fn === undefined) return undefined;
    if (typeof fn !== 'function') throw new TypeError(`${of}: ${name} must be a function`);
    const token = capture();
    return function inContext(...args) {
      return within(token, fn, this, args);
    };
  }

  function highWaterMark(strategy, otherwise) {
    if (strategy?.highWaterMark === undefined) return otherwise;
    const mark = Number(strategy.highWaterMark);
    if (Number.isNaN(mark) || mark < 0) throw new RangeError('highWaterMark must be a number that is not negative');
    return mark;
  }

  function sizeOf(strategy) {
    const size = strategy?.size;
    if (size === undefined) return () => 1;
    if (typeof size !== 'function') throw new TypeError('size must be a function');
    return (chunk) => size(chunk);
  }

  function checkSize(value) {
    const size = Number(value);
    if (Number.isNaN(size) || size < 0 || size === Infinity) throw new RangeError('The size of a chunk must be a finite number that is not negative');
    return size;
  }

  // ---- the stream's record -------------------------------------------------------------------------

  function newStream(source, start, pull, cancel, mark, size, bytes) {
    const s = {
      stream: null,
      state: 'readable',
      error: undefined,
      disturbed: false,
      reader: null, // { requests: [], closed, s, byob }
      queue: [], // { chunk, size }
      total: 0,
      started: false,
      closeRequested: false,
      pulling: false,
      pullAgain: false,
      mark,
      size,
      bytes,
      pull,
      cancel,
      controller: null,
    };
    s.controller = bytes ? new ReadableByteStreamController(INTERNAL, s) : new ReadableStreamDefaultController(INTERNAL, s);
    const started = start === undefined ? undefined : Reflect.apply(start, source, [s.controller]);
    Promise.resolve(started).then(
      () => {
        s.started = true;
        pullIfNeeded(s);
      },
      (error) => fail(s, error),
    );
    return s;
  }

  function desiredSize(s) {
    if (s.state === 'errored') return null;
    if (s.state === 'closed') return 0;
    return s.mark - s.total;
  }

  function isOpen(s) {
    return s.state === 'readable' && !s.closeRequested;
  }

  function pullIfNeeded(s) {
    if (!isOpen(s) || !s.started) return;
    if (!(s.reader !== null && s.reader.requests.length > 0) && desiredSize(s) <= 0) return;
    if (s.pulling) {
      s.pullAgain = true;
      return;
    }
    s.pulling = true;
    s.pull(s.controller).then(
      () => {
        s.pulling = false;
        if (s.pullAgain) {
          s.pullAgain = false;
          pullIfNeeded(s);
        }
      },
      (error) => fail(s, error),
    );
  }

  function enqueue(s, chunk) {
    if (!isOpen(s)) throw new TypeError('The stream is closed: nothing can be added');
    if (s.reader !== null && s.reader.requests.length > 0) {
      s.reader.requests.shift().chunk(chunk);
    } else {
      let size;
      try {
        size = checkSize(s.size(chunk));
      } catch (error) {
        fail(s, error);
        throw error;
      }
      s.queue.push({ chunk, size });
      s.total += size;
    }
    pullIfNeeded(s);
  }

  function requestClose(s) {
    if (!isOpen(s)) throw new TypeError('The stream is closed already');
    s.closeRequested = true;
    if (s.queue.length === 0) finish(s);
  }

  function fail(s, error) {
    if (s.state !== 'readable') return;
    s.queue = [];
    s.total = 0;
    s.state = 'errored';
    s.error = error;
    const { reader } = s;
    if (reader === null) return;
    reader.closed.reject(error);
    const { requests } = reader;
    reader.requests = [];
    for (const request of requests) request.error(error);
  }

  function finish(s) {
    s.state = 'closed';
    const { reader } = s;
    if (reader === null) return;
    reader.closed.resolve(undefined);
    const { requests } = reader;
    reader.requests = [];
    for (const request of requests) request.close();
  }

  /** Reads one chunk into a request `{ chunk(value), close(), error(reason) }`. */
  function readInto(s, request) {
    s.disturbed = true;
    if (s.state === 'closed') return request.close();
    if (s.state === 'errored') return request.error(s.error);
    if (s.queue.length > 0) {
      const { chunk, size } = s.queue.shift();
      s.total = Math.max(0, s.total - size);
      if (s.closeRequested && s.queue.length === 0) finish(s);
      else pullIfNeeded(s);
      request.chunk(chunk);
      return;
    }
    s.reader.requests.push(request);
    pullIfNeeded(s);
  }

  function cancelStream(s, reason) {
    s.disturbed = true;
    if (s.state === 'closed') return Promise.resolve(undefined);
    if (s.state === 'errored') return Promise.reject(s.error);
    s.queue = [];
    s.total = 0;
    finish(s);
    return s.cancel(reason).then(noop);
  }

  // ---- readers -------------------------------------------------------------------------------------

  function acquire(s) {
    if (s.reader !== null) throw new TypeError('The stream is locked by another reader');
    const reader = { s, requests: [], closed: deferred() };
    s.reader = reader;
    if (s.state === 'closed') reader.closed.resolve(undefined);
    if (s.state === 'errored') reader.closed.reject(s.error);
    return reader;
  }

  function release(reader) {
    if (reader.s === null) return;
    const { s, requests } = reader;
    const error = new TypeError('The reader has been released');
    if (s.state !== 'readable') reader.closed = deferred();
    reader.closed.reject(error);
    s.reader = null;
    reader.s = null;
    reader.requests = [];
    for (const request of requests) request.error(error);
  }

  function readPromise(reader) {
    if (reader.s === null) return Promise.reject(new TypeError('The reader has been released'));
    const { promise, resolve, reject } = Promise.withResolvers();
    readInto(reader.s, {
      chunk: (value) => resolve({ value, done: false }),
      close: () => resolve({ value: undefined, done: true }),
      error: reject,
    });
    return promise;
  }

  class ReadableStreamDefaultReader {
    #r;

    constructor(stream) {
      this.#r = acquire(recordOf(stream));
    }

    get closed() {
      return this.#r.closed.promise;
    }

    read() {
      return readPromise(this.#r);
    }

    async cancel(reason) {
      if (this.#r.s === null) throw new TypeError('The reader has been released');
      return cancelStream(this.#r.s, reason);
    }

    releaseLock() {
      release(this.#r);
    }

    get [Symbol.toStringTag]() {
      return 'ReadableStreamDefaultReader';
    }
  }

  class ReadableStreamBYOBReader {
    #r;

    constructor(stream) {
      const s = recordOf(stream);
      if (!s.bytes) throw new TypeError('A BYOB reader needs a stream of bytes');
      this.#r = acquire(s);
    }

    get closed() {
      return this.#r.closed.promise;
    }

    async read(view) {
      if (!ArrayBuffer.isView(view) || view.byteLength === 0) throw new TypeError('A BYOB read needs a view that is not empty');
      const { s } = this.#r;
      const { value, done } = await readPromise(this.#r);
      const Type = view.constructor;
      const { buffer, byteOffset, byteLength } = view;
      const make = (bytes) => (Type === DataView ? new DataView(buffer, byteOffset, bytes) : new Type(buffer, byteOffset, bytes / (Type.BYTES_PER_ELEMENT ?? 1)));
      if (done) return { value: make(0), done: true };
      const fits = Math.min(byteLength, value.byteLength);
      new Uint8Array(buffer, byteOffset, fits).set(value.subarray(0, fits));
      if (fits < value.byteLength) {
        const rest = value.subarray(fits);
        s.queue.unshift({ chunk: rest, size: rest.byteLength });
        s.total += rest.byteLength;
        if (s.state === 'closed') {
          // The last chunk closed the stream when it was taken; its rest is still to come.
          s.state = 'readable';
        }
      }
      return { value: make(fits), done: false };
    }

    async cancel(reason) {
      if (this.#r.s === null) throw new TypeError('The reader has been released');
      return cancelStream(this.#r.s, reason);
    }

    releaseLock() {
      release(this.#r);
    }

    get [Symbol.toStringTag]() {
      return 'ReadableStreamBYOBReader';
    }
  }

  // ---- controllers ---------------------------------------------------------------------------------

  class ReadableStreamDefaultController {
    #s;

    constructor(key, s) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
      this.#s = s;
    }

    get desiredSize() {
      return desiredSize(this.#s);
    }

    enqueue(chunk) {
      enqueue(this.#s, chunk);
    }

    close() {
      requestClose(this.#s);
    }

    error(reason) {
      fail(this.#s, reason);
    }

    get [Symbol.toStringTag]() {
      return 'ReadableStreamDefaultController';
    }
  }

  class ReadableByteStreamController {
    #s;

    constructor(key, s) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
      this.#s = s;
    }

    get byobRequest() {
      return null;
    }

    get desiredSize() {
      return desiredSize(this.#s);
    }

    enqueue(chunk) {
      if (!ArrayBuffer.isView(chunk)) throw new TypeError('A stream of bytes takes views of an ArrayBuffer');
      if (chunk.byteLength === 0) throw new TypeError('A stream of bytes takes no empty chunks');
      enqueue(this.#s, new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }

    close() {
      requestClose(this.#s);
    }

    error(reason) {
      fail(this.#s, reason);
    }

    get [Symbol.toStringTag]() {
      return 'ReadableByteStreamController';
    }
  }

  // ---- the stream ----------------------------------------------------------------------------------

  class ReadableStream {
    #s;

    constructor(source, strategy) {
      if (source === INTERNAL) {
        this.#s = strategy;
        strategy.stream = this;
        return;
      }
      if (source === null) throw new TypeError('The source of a stream must be an object');
      const type = source?.type;
      const bytes = type !== undefined;
      if (bytes && String(type) !== 'bytes') throw new TypeError(`${String(type)} is no type of stream`);
      if (bytes && strategy?.size !== undefined) throw new RangeError('A stream of bytes takes no size function');
      const pull = method(source, 'pull', 'ReadableStream');
      const cancel = method(source, 'cancel', 'ReadableStream');
      const start = method(source, 'start', 'ReadableStream');
      this.#s = newStream(
        source,
        start,
        (controller) => promiseCall(pull, source, [controller]),
        (reason) => promiseCall(cancel, source, [reason]),
        highWaterMark(strategy, bytes ? 0 : 1),
        bytes ? (chunk) => chunk.byteLength : sizeOf(strategy),
        bytes,
      );
      this.#s.stream = this;
    }

    static record(stream) {
      if (typeof stream !== 'object' || stream === null || !(#s in stream)) throw new TypeError('A ReadableStream is expected here');
      return stream.#s;
    }

    static from(iterable) {
      if (iterable === null || iterable === undefined) throw new TypeError('ReadableStream.from needs an iterable');
      const get = iterable[Symbol.asyncIterator] ?? iterable[Symbol.iterator];
      if (typeof get !== 'function') throw new TypeError('ReadableStream.from needs an iterable');
      const iterator = get.call(iterable);
      const isAsync = iterable[Symbol.asyncIterator] !== undefined && iterable[Symbol.asyncIterator] !== null;
      return new ReadableStream({
        async pull(controller) {
          const result = await iterator.next();
          if (typeof result !== 'object' || result === null) throw new TypeError('The iterator did not give an object');
          if (result.done) controller.close();
          else controller.enqueue(isAsync ? result.value : await result.value);
        },
        async cancel(reason) {
          if (typeof iterator.return === 'function') await iterator.return(reason);
        },
      }, { highWaterMark: 0 });
    }

    get locked() {
      return this.#s.reader !== null;
    }

    async cancel(reason) {
      if (this.#s.reader !== null) throw new TypeError('A locked stream is cancelled through its reader');
      return cancelStream(this.#s, reason);
    }

    getReader(options) {
      const mode = options?.mode;
      if (mode === undefined) return new ReadableStreamDefaultReader(this);
      if (String(mode) !== 'byob') throw new TypeError(`${String(mode)} is no mode of a reader`);
      return new ReadableStreamBYOBReader(this);
    }

    pipeThrough(transform, options) {
      const { readable, writable } = transform;
      recordOf(readable);
      if (this.locked) throw new TypeError('A locked stream cannot be piped');
      if (writable.locked) throw new TypeError('The writable side is locked');
      native.load('writable').pipe(this.#s, writable, options ?? {}).catch(noop);
      return readable;
    }

    async pipeTo(destination, options) {
      if (this.locked) throw new TypeError('A locked stream cannot be piped');
      return native.load('writable').pipe(this.#s, destination, options ?? {});
    }

    tee() {
      return tee(this.#s);
    }

    values(options) {
      return iterate(this.#s, Boolean(options?.preventCancel));
    }

    get [Symbol.toStringTag]() {
      return 'ReadableStream';
    }

    [Symbol.for('nodejs.util.inspect.custom')]() {
      return `ReadableStream { locked: ${this.locked}, state: '${this.#s.state}' }`;
    }
  }
  Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
    value: ReadableStream.prototype.values,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  const { record: recordOf } = ReadableStream;
  delete ReadableStream.record;

  /** A stream made by our own code. `pull` and `cancel` give promises. */
  function makeStream(start, pull, cancel, mark = 1, size = () => 1) {
    const s = newStream(undefined, start, pull, cancel, mark, size, false);
    return new ReadableStream(INTERNAL, s);
  }

  function tee(s) {
    const reader = acquire(s);
    const branches = [];
    const cancelled = [undefined, undefined];
    const settled = Promise.withResolvers();
    let reading = false;
    let again = false;

    function pull() {
      if (reading) {
        again = true;
        return Promise.resolve();
      }
      reading = true;
      readInto(s, {
        chunk(value) {
          // Later than now: enqueueing may call `pull` again at once.
          Promise.resolve().then(() => {
            again = false;
            branches.forEach((branch, index) => {
              if (cancelled[index] === undefined) enqueue(branch, s.bytes && index === 1 ? value.slice() : value);
            });
            reading = false;
            if (again) pull();
          });
        },
        close() {
          reading = false;
          branches.forEach((branch, index) => {
            if (cancelled[index] === undefined && isOpen(branch)) requestClose(branch);
          });
          if (cancelled[0] === undefined || cancelled[1] === undefined) settled.resolve(undefined);
        },
        error() {
          reading = false;
        },
      });
      return Promise.resolve();
    }

    function canceller(index) {
      return (reason) => {
        cancelled[index] = [reason];
        if (cancelled[1 - index] !== undefined) settled.resolve(cancelStream(s, [cancelled[0][0], cancelled[1][0]]));
        return settled.promise;
      };
    }

    const streams = [0, 1].map((index) => {
      const branch = newStream(undefined, undefined, pull, canceller(index), s.bytes ? 0 : 1, s.bytes ? (chunk) => chunk.byteLength : () => 1, s.bytes);
      branches.push(branch);
      return new ReadableStream(INTERNAL, branch);
    });
    reader.closed.promise.then(undefined, (error) => {
      branches.forEach((branch) => fail(branch, error));
      if (cancelled[0] === undefined || cancelled[1] === undefined) settled.resolve(undefined);
    });
    return streams;
  }

  const AsyncIteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}.prototype));

  function iterate(s, preventCancel) {
    const reader = acquire(s);
    let finished = false;
    let ongoing = Promise.resolve();

    async function nextStep() {
      if (finished) return { value: undefined, done: true };
      let result;
      try {
        result = await readPromise(reader);
      } catch (error) {
        finished = true;
        release(reader);
        throw error;
      }
      if (result.done) {
        finished = true;
        release(reader);
      }
      return result;
    }

    async function returnStep(value) {
      if (finished) return { value, done: true };
      finished = true;
      const cancelled = preventCancel ? undefined : cancelStream(s, value);
      release(reader);
      await cancelled;
      return { value, done: true };
    }

    return Object.create(AsyncIteratorPrototype, {
      next: {
        value() {
          return (ongoing = ongoing.then(nextStep, nextStep));
        },
        enumerable: true,
      },
      return: {
        value(value) {
          const step = () => returnStep(value);
          return (ongoing = ongoing.then(step, step));
        },
        enumerable: true,
      },
    });
  }

  class CountQueuingStrategy {
    #mark;

    constructor({ highWaterMark: mark }) {
      this.#mark = Number(mark);
    }

    get highWaterMark() {
      return this.#mark;
    }

    get size() {
      return () => 1;
    }
  }

  class ByteLengthQueuingStrategy {
    #mark;

    constructor({ highWaterMark: mark }) {
      this.#mark = Number(mark);
    }

    get highWaterMark() {
      return this.#mark;
    }

    get size() {
      return (chunk) => chunk.byteLength;
    }
  }

  return {
    ReadableStream,
    ReadableStreamDefaultReader,
    ReadableStreamBYOBReader,
    ReadableStreamDefaultController,
    ReadableByteStreamController,
    CountQueuingStrategy,
    ByteLengthQueuingStrategy,
    isDisturbed: (stream) => recordOf(stream).disturbed,
    markDisturbed(stream) {
      recordOf(stream).disturbed = true;
    },
    // For writable.js and transform.js.
    internals: {
      acquire, checkSize, deferred, desiredSize, enqueue, fail, highWaterMark, isOpen, makeStream, method, noop, promiseCall,
      readInto, recordOf, release, requestClose, cancelStream, sizeOf,
    },
  };
});
