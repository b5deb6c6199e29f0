// `Buffer` of `node:buffer`: a subclass of Uint8Array with Node's encodings.
(function buffer(native) {
  'use strict';

  const { octets } = native.load('blob');

  function encodingOf(encoding) {
    switch (encoding === undefined || encoding === null ? 'utf8' : String(encoding).toLowerCase()) {
      case 'utf8': case 'utf-8': return 'utf8';
      case 'hex': return 'hex';
      case 'base64': return 'base64';
      case 'base64url': return 'base64url';
      case 'latin1': case 'binary': return 'latin1';
      case 'ascii': return 'ascii';
      case 'ucs2': case 'ucs-2': case 'utf16le': case 'utf-16le': return 'utf16le';
      default: return undefined;
    }
  }

  function known(encoding) {
    const name = encodingOf(encoding);
    if (name === undefined) {
      const error = new TypeError(`Unknown encoding: ${String(encoding)}`);
      error.code = 'ERR_UNKNOWN_ENCODING';
      throw error;
    }
    return name;
  }

  /** The bytes of a text as a plain Uint8Array. */
  function encode(text, encoding) {
    switch (known(encoding)) {
      case 'utf8': return native.utf8Encode(text);
      case 'hex': {
        const length = text.length >> 1;
        const bytes = new Uint8Array(length);
        for (let i = 0; i < length; i++) {
          const pair = text.slice(i * 2, i * 2 + 2);
          if (!/^[0-9a-f]{2}$/i.test(pair)) return bytes.slice(0, i);
          bytes[i] = parseInt(pair, 16);
        }
        return bytes;
      }
      case 'base64': case 'base64url': return native.base64Decode(text);
      case 'utf16le': {
        const bytes = new Uint8Array(text.length * 2);
        for (let i = 0; i < text.length; i++) {
          const unit = text.charCodeAt(i);
          bytes[i * 2] = unit & 0xff;
          bytes[i * 2 + 1] = unit >> 8;
        }
        return bytes;
      }
      default: {
        const bytes = new Uint8Array(text.length);
        for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
        return bytes;
      }
    }
  }

  function decode(bytes, encoding) {
    switch (known(encoding)) {
      case 'utf8': return native.decode('utf-8', bytes, false, true);
      case 'hex': return native.hexEncode(bytes);
      case 'base64': return native.base64Encode(bytes, false);
      case 'base64url': return native.base64Encode(bytes, true);
      case 'utf16le': {
        let text = '';
        for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
        return text;
      }
      default: {
        const mask = known(encoding) === 'ascii' ? 0x7f : 0xff;
        let text = '';
        for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] & mask);
        return text;
      }
    }
  }

  /** The same memory as a plain Uint8Array, for natives and for `set`. */
  const plain = (buffer) => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

  function wrap(bytes) {
    return new Buffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  function invalid(what, value) {
    const error = new TypeError(`${what} (got ${value === null ? 'null' : typeof value})`);
    error.code = 'ERR_INVALID_ARG_TYPE';
    return error;
  }

  function outOfRange(name, value) {
    const error = new RangeError(`The value of "${name}" is out of range: ${String(value)}`);
    error.code = 'ERR_OUT_OF_RANGE';
    return error;
  }

  class Buffer extends Uint8Array {
    static poolSize = 8192;

    static from(value, second, third) {
      if (typeof value === 'string') return wrap(encode(value, second));
      if (typeof value === 'object' && value !== null) {
        if (value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)) {
          return new Buffer(value, second, third);
        }
        if (ArrayBuffer.isView(value) || Array.isArray(value)) {
          const result = new Buffer(value.length ?? value.byteLength);
          for (let i = 0; i < result.length; i++) result[i] = value[i];
          return result;
        }
        if (value.type === 'Buffer' && Array.isArray(value.data)) return Buffer.from(value.data);
        const primitive = value.valueOf?.();
        if (primitive !== undefined && primitive !== null && primitive !== value) return Buffer.from(primitive, second, third);
        if (typeof value.length === 'number') return Buffer.from(Array.from(value));
        if (typeof value[Symbol.toPrimitive] === 'function') return Buffer.from(value[Symbol.toPrimitive]('string'), second);
      }
      throw invalid('Buffer.from needs a string, a buffer or an array', value);
    }

    static of(...bytes) {
      return Buffer.from(bytes);
    }

    static alloc(size, fill, encoding) {
      if (typeof size !== 'number') throw invalid('The size of a Buffer must be a number', size);
      if (!(size >= 0 && size <= 0x7fffffff)) throw outOfRange('size', size);
      const result = new Buffer(size);
      return fill === undefined || fill === 0 ? result : result.fill(fill, encoding);
    }

    static allocUnsafe(size) {
      return Buffer.alloc(size);
    }

    static allocUnsafeSlow(size) {
      return Buffer.alloc(size);
    }

    static concat(list, length) {
      if (!Array.isArray(list)) throw invalid('Buffer.concat needs an array of buffers', list);
      const total = length ?? list.reduce((sum, part) => sum + part.length, 0);
      const result = Buffer.alloc(total);
      let at = 0;
      for (const part of list) {
        if (!(part instanceof Uint8Array)) throw invalid('Buffer.concat needs an array of buffers', part);
        const rest = part.subarray(0, Math.max(0, total - at));
        result.set(rest, at);
        at += rest.length;
      }
      return result;
    }

    static byteLength(value, encoding) {
      if (typeof value !== 'string') {
        const bytes = octets(value);
        if (bytes === undefined) throw invalid('Buffer.byteLength needs a string or a buffer', value);
        return bytes.byteLength;
      }
      return (encodingOf(encoding) ?? 'utf8') === 'utf8' ? native.utf8Length(value) : encode(value, encoding).length;
    }

    static compare(a, b) {
      const length = Math.min(a.length, b.length);
      for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
      return Math.sign(a.length - b.length);
    }

    static isBuffer(value) {
      return value instanceof Buffer;
    }

    static isEncoding(encoding) {
      return typeof encoding === 'string' && encodingOf(encoding) !== undefined;
    }

    get parent() {
      return this.buffer;
    }

    toString(encoding, start = 0, end = this.length) {
      const from = Math.max(0, start | 0);
      const to = Math.min(this.length, end);
      return to <= from ? '' : decode(plain(this).subarray(from, to), encoding);
    }

    toLocaleString(encoding, start, end) {
      return this.toString(encoding, start, end);
    }

    toJSON() {
      return { type: 'Buffer', data: Array.from(this) };
    }

    equals(other) {
      if (!(other instanceof Uint8Array)) throw invalid('Buffer.equals needs a Uint8Array', other);
      return Buffer.compare(this, other) === 0;
    }

    compare(other, targetStart = 0, targetEnd = other.length, start = 0, end = this.length) {
      return Buffer.compare(plain(this).subarray(start, end), plain(other).subarray(targetStart, targetEnd));
    }

    // Node's slices share the memory; `Uint8Array.prototype.slice` would copy.
    slice(start, end) {
      return this.subarray(start, end);
    }

    subarray(start, end) {
      const part = plain(this).subarray(start, end);
      return wrap(part);
    }

    write(text, offset, length, encoding) {
      if (typeof offset === 'string') [offset, length, encoding] = [0, undefined, offset];
      else if (typeof length === 'string') [length, encoding] = [undefined, length];
      const at = offset ?? 0;
      const room = Math.min(length ?? Infinity, this.length - at);
      let bytes = encode(String(text), encoding);
      if (bytes.length > room) {
        let end = Math.max(0, room);
        // A character that does not fit as a whole is left out.
        if (known(encoding) === 'utf8') while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
        bytes = bytes.subarray(0, end);
      }
      this.set(bytes, at);
      return bytes.length;
    }

    fill(value, start, end, encoding) {
      if (typeof start === 'string') [start, end, encoding] = [0, this.length, start];
      if (typeof value === 'number' || typeof value === 'boolean') {
        super.fill(Number(value) & 0xff, start, end);
        return this;
      }
      const pattern = typeof value === 'string' ? encode(value, encoding) : value;
      const to = end ?? this.length;
      if (pattern.length === 0) {
        super.fill(0, start, to);
        return this;
      }
      for (let i = start ?? 0, p = 0; i < to; i++, p++) this[i] = pattern[p % pattern.length];
      return this;
    }

    copy(target, targetStart = 0, start = 0, end = this.length) {
      const part = plain(this).subarray(start, Math.min(end, start + Math.max(0, target.length - targetStart)));
      target.set(part, targetStart);
      return part.length;
    }

    indexOf(value, offset, encoding) {
      if (typeof offset === 'string') [offset, encoding] = [0, offset];
      if (typeof value === 'number') return super.indexOf(value & 0xff, offset);
      const wanted = typeof value === 'string' ? encode(value, encoding) : value;
      let from = offset ?? 0;
      if (from < 0) from = Math.max(0, this.length + from);
      for (let i = from; i + wanted.length <= this.length; i++) {
        let j = 0;
        while (j < wanted.length && this[i + j] === wanted[j]) j++;
        if (j === wanted.length) return i;
      }
      return -1;
    }

    lastIndexOf(value, offset, encoding) {
      if (typeof value === 'number') return super.lastIndexOf(value & 0xff, offset ?? this.length - 1);
      const wanted = typeof value === 'string' ? encode(value, encoding) : value;
      for (let i = Math.min(offset ?? Infinity, this.length - wanted.length); i >= 0; i--) {
        let j = 0;
        while (j < wanted.length && this[i + j] === wanted[j]) j++;
        if (j === wanted.length) return i;
      }
      return -1;
    }

    includes(value, offset, encoding) {
      return this.indexOf(value, offset, encoding) !== -1;
    }

    swap16() {
      for (let i = 0; i + 1 < this.length; i += 2) [this[i], this[i + 1]] = [this[i + 1], this[i]];
      return this;
    }

    [Symbol.for('nodejs.util.inspect.custom')]() {
      const shown = Array.from(plain(this).subarray(0, 50), (b) => b.toString(16).padStart(2, '0')).join(' ');
      return `<Buffer${shown ? ' ' + shown : ''}${this.length > 50 ? ` ... ${this.length - 50} more bytes` : ''}>`;
    }
  }
  // Subclass methods of Uint8Array (map, filter …) make Buffers through the species, as in Node.

  // readUInt8 … writeDoubleBE, over a DataView.
  const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const NUMBERS = [
    ['UInt8', 'Uint8', 1], ['Int8', 'Int8', 1], ['UInt16', 'Uint16', 2], ['Int16', 'Int16', 2], ['UInt32', 'Uint32', 4],
    ['Int32', 'Int32', 4], ['Float', 'Float32', 4], ['Double', 'Float64', 8], ['BigInt64', 'BigInt64', 8], ['BigUInt64', 'BigUint64', 8],
  ];
  function defineMethod(name, value) {
    Object.defineProperty(Buffer.prototype, name, { value, writable: true, enumerable: false, configurable: true });
    if (name.includes('UInt')) {
      const other = name.replace('UInt', 'Uint');
      Object.defineProperty(Buffer.prototype, other, { value, writable: true, enumerable: false, configurable: true });
    }
  }
  for (const [name, type, size] of NUMBERS) {
    for (const order of size === 1 ? [''] : ['LE', 'BE']) {
      const little = order === 'LE';
      defineMethod(`read${name}${order}`, function read(offset = 0) {
        if (!(offset >= 0 && offset + size <= this.length)) throw outOfRange('offset', offset);
        return view(this)[`get${type}`](offset, little);
      });
      defineMethod(`write${name}${order}`, function write(value, offset = 0) {
        if (!(offset >= 0 && offset + size <= this.length)) throw outOfRange('offset', offset);
        view(this)[`set${type}`](offset, value, little);
        return offset + size;
      });
    }
  }
  for (const order of ['LE', 'BE']) {
    const at = (offset, i, length) => offset + (order === 'LE' ? i : length - 1 - i);
    defineMethod(`readUInt${order}`, function read(offset, length) {
      let value = 0;
      for (let i = length - 1; i >= 0; i--) value = value * 256 + this[at(offset, i, length)];
      return value;
    });
    defineMethod(`writeUInt${order}`, function write(value, offset, length) {
      let rest = value;
      for (let i = 0; i < length; i++) {
        this[at(offset, i, length)] = rest % 256;
        rest = Math.floor(rest / 256);
      }
      return offset + length;
    });
  }

  return { Buffer, wrap };
});
