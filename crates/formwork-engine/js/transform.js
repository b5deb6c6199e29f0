// `TransformStream` (Streams standard) and the two text streams of the Encoding standard.
(function transform(native) {
  'use strict';

  const INTERNAL = Symbol();
  const { deferred, desiredSize, enqueue, fail, highWaterMark, isOpen, makeStream: makeReadable, method, promiseCall, recordOf, requestClose, sizeOf } =
    native.load('streams').internals;
  const { makeStream: makeWritable, errorStream, recordOf: writableRecord } = native.load('writable').internals;

  class TransformStreamDefaultController {
    #t;

    constructor(key, t) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
      this.#t = t;
    }

    get desiredSize() {
      return desiredSize(this.#t.r);
    }

    enqueue(chunk) {
      const { r } = this.#t;
      if (!isOpen(r)) throw new TypeError('The readable side is closed: nothing can be added');
      try {
        enqueue(r, chunk);
      } catch (error) {
        errorWritable(this.#t, error);
        throw r.error;
      }
      const backpressure = !(r.reader !== null && r.reader.requests.length > 0) && desiredSize(r) <= 0;
      if (backpressure !== this.#t.backpressure) setBackpressure(this.#t, true);
    }

    error(reason) {
      fail(this.#t.r, reason);
      errorWritable(this.#t, reason);
    }

    terminate() {
      const { r } = this.#t;
      if (isOpen(r)) requestClose(r);
      errorWritable(this.#t, new TypeError('The transform has been terminated'));
    }

    get [Symbol.toStringTag]() {
      return 'TransformStreamDefaultController';
    }
  }

  function setBackpressure(t, backpressure) {
    t.change?.resolve(undefined);
    t.change = deferred();
    t.backpressure = backpressure;
  }

  function errorWritable(t, reason) {
    t.stop();
    if (t.w.state === 'writable') errorStream(t.w, reason);
    if (t.backpressure) setBackpressure(t, false);
  }

  class TransformStream {
    #readable;
    #writable;

    constructor(transformer, writableStrategy, readableStrategy) {
      if (transformer === null) throw new TypeError('The transformer must be an object');
      if (transformer?.readableType !== undefined || transformer?.writableType !== undefined) {
        throw new RangeError('A transformer takes no types');
      }
      const start = method(transformer, 'start', 'TransformStream');
      const transformChunk = method(transformer, 'transform', 'TransformStream');
      const flush = method(transformer, 'flush', 'TransformStream');
      const cancel = method(transformer, 'cancel', 'TransformStream');
      const started = Promise.withResolvers();
      const t = { r: null, w: null, backpressure: undefined, change: null, finish: null, stop: null, controller: null };
      let transformer_ = (chunk) =>
        transformChunk === undefined
          ? promiseCall((value) => t.controller.enqueue(value), undefined, [chunk])
          : promiseCall(transformChunk, transformer, [chunk, t.controller]);
      let flush_ = () => promiseCall(flush, transformer, [t.controller]);
      let cancel_ = (reason) => promiseCall(cancel, transformer, [reason]);
      t.stop = () => {
        transformer_ = flush_ = cancel_ = () => Promise.resolve();
      };

      async function run(chunk) {
        try {
          await transformer_(chunk);
        } catch (error) {
          fail(t.r, error);
          errorWritable(t, error);
          throw error;
        }
      }

      async function write(chunk) {
        if (t.backpressure) {
          await t.change.promise;
          if (t.w.state === 'erroring') throw t.w.error;
        }
        return run(chunk);
      }

      /** Runs the last algorithm once, whichever side ends first. */
      function end(algorithm, onDone, onError) {
        if (t.finish !== null) return t.finish.promise;
        t.finish = deferred();
        const done = algorithm();
        t.stop();
        done.then(
          () => {
            const error = onDone();
            if (error === undefined) t.finish.resolve(undefined);
            else t.finish.reject(error[0]);
          },
          (error) => {
            onError(error);
            t.finish.reject(error);
          },
        );
        return t.finish.promise;
      }

      function close() {
        return end(
          () => flush_(),
          () => {
            if (t.r.state === 'errored') return [t.r.error];
            if (isOpen(t.r)) requestClose(t.r);
            return undefined;
          },
          (error) => fail(t.r, error),
        );
      }

      function abort(reason) {
        return end(
          () => cancel_(reason),
          () => {
            if (t.r.state === 'errored') return [t.r.error];
            fail(t.r, reason);
            return undefined;
          },
          (error) => fail(t.r, error),
        );
      }

      function cancelReadable(reason) {
        return end(
          () => cancel_(reason),
          () => {
            if (t.w.state === 'errored') return [t.w.error];
            if (t.w.state === 'writable') errorStream(t.w, reason);
            if (t.backpressure) setBackpressure(t, false);
            return undefined;
          },
          (error) => {
            if (t.w.state === 'writable') errorStream(t.w, error);
            if (t.backpressure) setBackpressure(t, false);
          },
        );
      }

      function pull() {
        setBackpressure(t, false);
        return t.change.promise;
      }

      const wait = () => started.promise;
      this.#writable = makeWritable(wait, write, close, abort, highWaterMark(writableStrategy, 1), sizeOf(writableStrategy));
      this.#readable = makeReadable(wait, pull, cancelReadable, highWaterMark(readableStrategy, 0), sizeOf(readableStrategy));
      t.r = recordOf(this.#readable);
      t.w = writableRecord(this.#writable);
      setBackpressure(t, true);
      t.controller = new TransformStreamDefaultController(INTERNAL, t);
      if (start === undefined) started.resolve(undefined);
      else started.resolve(Reflect.apply(start, transformer, [t.controller]));
    }

    get readable() {
      return this.#readable;
    }

    get writable() {
      return this.#writable;
    }

    get [Symbol.toStringTag]() {
      return 'TransformStream';
    }
  }

  class TextEncoderStream {
    #transform;

    constructor() {
      let high = ''; // a high surrogate that waits for its other half
      this.#transform = new TransformStream({
        transform(chunk, controller) {
          let text = high + String(chunk);
          const last = text.charCodeAt(text.length - 1);
          high = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : '';
          if (high !== '') text = text.slice(0, -1);
          if (text !== '') controller.enqueue(native.utf8Encode(text));
        },
        flush(controller) {
          if (high !== '') controller.enqueue(native.utf8Encode(high));
        },
      });
    }

    get encoding() {
      return 'utf-8';
    }

    get readable() {
      return this.#transform.readable;
    }

    get writable() {
      return this.#transform.writable;
    }
  }

  class TextDecoderStream {
    #decoder;
    #transform;

    constructor(label, options) {
      const decoder = (this.#decoder = new TextDecoder(label, options));
      this.#transform = new TransformStream({
        transform(chunk, controller) {
          const text = decoder.decode(chunk, { stream: true });
          if (text !== '') controller.enqueue(text);
        },
        flush(controller) {
          const text = decoder.decode();
          if (text !== '') controller.enqueue(text);
        },
      });
    }

    get encoding() {
      return this.#decoder.encoding;
    }

    get fatal() {
      return this.#decoder.fatal;
    }

    get ignoreBOM() {
      return this.#decoder.ignoreBOM;
    }

    get readable() {
      return this.#transform.readable;
    }

    get writable() {
      return this.#transform.writable;
    }
  }

  return { TransformStream, TransformStreamDefaultController, TextEncoderStream, TextDecoderStream };
});
