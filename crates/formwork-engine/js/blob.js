// `Blob` and `File`. The bytes are in a native chunk (src/web/chunk.rs); slices share it.
(function blob(native) {
  'use strict';

  const INTERNAL = Symbol();

  /** A `Uint8Array` over the same memory, or undefined when `value` is no buffer. */
  function octets(value) {
    if (value instanceof Uint8Array) return value;
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    return undefined;
  }

  function lines(text) {
    return text.replace(/\r\n|\r|\n/g, '\n');
  }

  function typeOf(type) {
    const text = String(type);
    return /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : '';
  }

  class Blob {
    #chunk;
    #type;

    constructor(parts, options) {
      if (parts === INTERNAL) {
        this.#chunk = options.chunk;
        this.#type = options.type;
        return;
      }
      if (parts === undefined) {
        this.#chunk = native.chunk([]);
      } else {
        if (parts === null || typeof parts !== 'object' || typeof parts[Symbol.iterator] !== 'function') {
          throw new TypeError('The parts of a Blob must be given as an array');
        }
        const native_lines = options?.endings === 'native';
        const pieces = [];
        for (const part of parts) {
          if (typeof part === 'object' && part !== null) {
            pieces.push(#chunk in part ? part.#chunk : (octets(part) ?? String(part)));
          } else {
            pieces.push(native_lines ? lines(String(part)) : String(part));
          }
        }
        this.#chunk = native.chunk(pieces);
      }
      this.#type = options?.type === undefined ? '' : typeOf(options.type);
    }

    /** The native chunk of a blob, or undefined for anything else. */
    static chunkOf(value) {
      return typeof value === 'object' && value !== null && #chunk in value ? value.#chunk : undefined;
    }

    get size() {
      return this.#chunk.size;
    }

    get type() {
      return this.#type;
    }

    slice(start, end, type) {
      const size = this.#chunk.size;
      const from = clamp(start, 0, size);
      const to = clamp(end, size, size);
      const chunk = this.#chunk.slice(from, Math.max(from, to));
      return new Blob(INTERNAL, { chunk, type: type === undefined ? '' : typeOf(type) });
    }

    async text() {
      return this.#chunk.text();
    }

    async arrayBuffer() {
      return this.#chunk.buffer();
    }

    async bytes() {
      return this.#chunk.octets();
    }

    stream() {
      const chunk = this.#chunk;
      let at = 0;
      return new ReadableStream({
        type: 'bytes',
        pull(controller) {
          if (at >= chunk.size) {
            controller.close();
            return;
          }
          const piece = chunk.slice(at, at + 65536);
          at += piece.size;
          const bytes = piece.octets();
          if (!(bytes instanceof Promise)) controller.enqueue(bytes);
          else return bytes.then((bytes) => controller.enqueue(bytes));
        },
      }, { highWaterMark: 0 });
    }

    get [Symbol.toStringTag]() {
      return 'Blob';
    }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      return 'Blob ' + inspect({ size: this.size, type: this.type }, options);
    }
  }
  const { chunkOf } = Blob;
  delete Blob.chunkOf;

  function clamp(value, missing, size) {
    if (value === undefined) return missing;
    const number = Math.trunc(Number(value)) || 0;
    return number < 0 ? Math.max(size + number, 0) : Math.min(number, size);
  }

  class File extends Blob {
    #name;
    #lastModified;

    constructor(parts, name, options) {
      if (parts === INTERNAL) {
        super(INTERNAL, options);
        this.#name = name;
        this.#lastModified = options.lastModified;
        return;
      }
      if (arguments.length < 2) throw new TypeError('A File needs its parts and a name');
      super(parts, options);
      this.#name = String(name).toWellFormed();
      this.#lastModified = options?.lastModified === undefined ? Date.now() : Math.trunc(Number(options.lastModified)) || 0;
    }

    get name() {
      return this.#name;
    }

    get lastModified() {
      return this.#lastModified;
    }

    get webkitRelativePath() {
      return '';
    }

    get [Symbol.toStringTag]() {
      return 'File';
    }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      const { size, type, name, lastModified } = this;
      return 'File ' + inspect({ size, type, name, lastModified }, options);
    }
  }

  return {
    Blob,
    File,
    octets,
    chunkOf,
    makeBlob: (chunk, type) => new Blob(INTERNAL, { chunk, type: typeOf(type) }),
    makeFile: (chunk, name, type, lastModified = Date.now()) =>
      new File(INTERNAL, name, { chunk, type: typeOf(type), lastModified }),
  };
});
