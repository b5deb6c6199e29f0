// `CompressionStream` and `DecompressionStream`, by src/web/compression.rs.
(function compression(native) {
  'use strict';

  const { octets } = native.load('blob');

  /** Bytes in small pieces, so that what a bomb unpacks to is noticed early. */
  function* pieces(bytes) {
    for (let at = 0; at < bytes.length; at += 16384) yield new Uint8Array(bytes.buffer, bytes.byteOffset + at, Math.min(16384, bytes.length - at));
  }

  function transform(format, decode) {
    const packer = native.packer(String(format), decode, 6);
    const pass = (controller, bytes) => {
      if (bytes.length > 0) controller.enqueue(bytes);
    };
    return new TransformStream({
      transform(chunk, controller) {
        const bytes = octets(chunk);
        if (bytes === undefined) throw new TypeError('A chunk must be an ArrayBuffer or a view of one');
        for (const piece of pieces(bytes)) pass(controller, packer.push(piece));
      },
      flush(controller) {
        pass(controller, packer.finish());
      },
    });
  }

  function stream(decode) {
    return class {
      #transform;

      constructor(format) {
        this.#transform = transform(format, decode);
      }

      get readable() { return this.#transform.readable; }
      get writable() { return this.#transform.writable; }
      get [Symbol.toStringTag]() { return decode ? 'DecompressionStream' : 'CompressionStream'; }
    };
  }

  const named = (name, Class) => Object.defineProperty(Class, 'name', { value: name, configurable: true });
  return {
    CompressionStream: named('CompressionStream', stream(false)), DecompressionStream: named('DecompressionStream', stream(true)), pieces,
  };
});
