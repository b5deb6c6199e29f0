// `node:string_decoder`: text from bytes that come in pieces.
const { Buffer } = globalThis.__formwork_native.load('buffer');

export class StringDecoder {
  #decoder = null;
  #rest = Buffer.alloc(0);

  constructor(encoding = 'utf8') {
    const name = String(encoding).toLowerCase().replace(/^(utf)-/, '$1');
    this.encoding = { 'ucs2': 'utf16le', 'ucs-2': 'utf16le', 'utf16-le': 'utf16le', 'binary': 'latin1' }[name] ?? name;
    if (!Buffer.isEncoding(this.encoding)) {
      const error = new TypeError(`Unknown encoding: ${encoding}`);
      error.code = 'ERR_UNKNOWN_ENCODING';
      throw error;
    }
    if (this.encoding === 'utf8') this.#decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  }

  write(chunk) {
    if (typeof chunk === 'string') return chunk;
    if (this.#decoder !== null) return this.#decoder.decode(chunk, { stream: true });
    // Only whole units: 2 bytes of UTF-16, 3 of base64.
    const unit = { utf16le: 2, base64: 3, base64url: 3 }[this.encoding] ?? 1;
    const bytes = Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - (bytes.length % unit);
    this.#rest = bytes.subarray(whole);
    return bytes.subarray(0, whole).toString(this.encoding);
  }

  end(chunk) {
    const text = chunk === undefined ? '' : this.write(chunk);
    if (this.#decoder !== null) return text + this.#decoder.decode();
    const rest = this.#rest.toString(this.encoding);
    this.#rest = Buffer.alloc(0);
    return text + rest;
  }
}

export default { StringDecoder };
