// `TextEncoder` and `TextDecoder`; the work is done by src/web/encoding.rs.
(function encoding(native) {
  'use strict';

  const { octets } = native.load('blob');

  class TextEncoder {
    get encoding() {
      return 'utf-8';
    }

    encode(text = '') {
      return native.utf8Encode(text);
    }

    encodeInto(text, target) {
      if (!(target instanceof Uint8Array)) throw new TypeError('encodeInto needs a Uint8Array');
      const [read, written] = native.utf8EncodeInto(text, target);
      return { read, written };
    }

    get [Symbol.toStringTag]() {
      return 'TextEncoder';
    }
  }

  const none = new Uint8Array(0);

  class TextDecoder {
    #encoding;
    #fatal;
    #ignoreBOM;
    #state = null;

    constructor(label = 'utf-8', options) {
      this.#encoding = native.encodingName(String(label));
      this.#fatal = Boolean(options?.fatal);
      this.#ignoreBOM = Boolean(options?.ignoreBOM);
    }

    get encoding() {
      return this.#encoding;
    }

    get fatal() {
      return this.#fatal;
    }

    get ignoreBOM() {
      return this.#ignoreBOM;
    }

    decode(input, options) {
      const bytes = input === undefined ? none : octets(input);
      if (bytes === undefined) throw new TypeError('TextDecoder.decode needs an ArrayBuffer or a view of one');
      if (this.#state === null) {
        if (!options?.stream) return native.decode(this.#encoding, bytes, this.#fatal, this.#ignoreBOM);
        this.#state = native.streamDecoder(this.#encoding, this.#fatal, this.#ignoreBOM);
      }
      const state = this.#state;
      const last = !options?.stream;
      if (last) this.#state = null;
      try {
        return state.decode(bytes, last);
      } catch (error) {
        this.#state = null;
        throw error;
      }
    }

    get [Symbol.toStringTag]() {
      return 'TextDecoder';
    }
  }

  return { TextEncoder, TextDecoder };
});
