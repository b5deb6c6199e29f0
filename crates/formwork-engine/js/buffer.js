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
      case 'hex': return native.hexDecode(text);
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
      // A copy, because pairs must begin at an even place.
      case 'utf16le': return characters(new Uint16Array(bytes.slice(0, bytes.length & ~1).buffer));
      case 'ascii': return characters(bytes.map((byte) => byte & 0x7f));
      default: return characters(bytes);
    }
  }

  /** The text with these character codes. One call takes a few thousand of them. */
  function characters(codes) {
    let text = '';
    for (let i = 0; i < codes.length; i += 4096) text += String.fromCharCode.apply(null, codes.subarray(i, i + 4096));
    return text;
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

  /** A position that was given: inside, or an error that names it. */
  function within(name, value, most) {
    if (typeof value !== 'number') throw invalid(`"${name}" must be a number`, value);
    if (!(value >= 0 && value <= most)) throw outOfRange(name, value);
    return Math.trunc(value);
  }

  function bytesOf(value, what) {
    if (!(value instanceof Uint8Array)) throw invalid(`${what} needs a Buffer or Uint8Array`, value);
    return plain(value);
  }

  /** What is looked for, as bytes. */
  function wantedBytes(value, encoding) {
    if (typeof value === 'string') return encode(value, encoding);
    if (typeof value === 'number') return Uint8Array.of(value & 0xff);
    return bytesOf(value, 'Searching a Buffer');
  }

  class Buffer extends Uint8Array {
    static poolSize = 8192;

    // Old packages still write `new Buffer('text')`; the base class would make nothing of it.
    constructor(value, second, third) {
      if (typeof value === 'string') {
        const bytes = encode(value, second);
        super(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      } else {
        super(value, second, third);
      }
    }

    static from(value, second, third) {
      if (typeof value === 'string') return wrap(encode(value, second));
      if (typeof value === 'object' && value !== null) {
        if (value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)) {
          return new Buffer(value, second, third);
        }
        if (ArrayBuffer.isView(value) || Array.isArray(value)) {
          const result = new Buffer(value.length ?? 0);
          if (result.length > 0) result.set(value);
          return result;
        }
        if (value.type === 'Buffer' && Array.isArray(value.data)) return Buffer.from(value.data);
        const primitive = value.valueOf?.();
        if (primitive !== undefined && primitive !== null && primitive !== value) return Buffer.from(primitive, second, third);
        if (typeof value.length === 'number') {
          const result = Buffer.alloc(Math.max(0, Math.trunc(value.length)) || 0);
          for (let i = 0; i < result.length; i++) result[i] = value[i];
          return result;
        }
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

    static compare(first, second) {
      return native.compare(bytesOf(first, 'Buffer.compare'), bytesOf(second, 'Buffer.compare'));
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

    compare(other, targetStart = 0, targetEnd = other?.length, start = 0, end = this.length) {
      const target = bytesOf(other, 'Buffer.compare');
      const part = (bytes, names, from, to) => bytes.subarray(within(names[0], from, Infinity), within(names[1], to, bytes.length));
      return Buffer.compare(
        part(plain(this), ['sourceStart', 'sourceEnd'], start, end),
        part(target, ['targetStart', 'targetEnd'], targetStart, targetEnd),
      );
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
      const at = within('offset', offset ?? 0, this.length);
      let room = Math.max(0, Math.min(length ?? Infinity, this.length - at));
      // Half a pair of bytes is no character.
      if (known(encoding) === 'utf16le') room &= ~1;
      let bytes = encode(String(text), encoding);
      if (bytes.length > room) {
        let end = room;
        // A character that does not fit as a whole is left out.
        if (known(encoding) === 'utf8') while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
        bytes = bytes.subarray(0, end);
      }
      this.set(bytes, at);
      return bytes.length;
    }

    fill(value, start, end, encoding) {
      if (typeof start === 'string') [start, end, encoding] = [undefined, undefined, start];
      else if (typeof end === 'string') [end, encoding] = [undefined, end];
      const from = within('offset', start ?? 0, Infinity);
      const target = plain(this).subarray(from, within('end', end ?? this.length, this.length));
      // What is filled may be what it is filled with.
      const pattern = typeof value === 'string' ? encode(value, encoding) : value instanceof Uint8Array ? plain(value).slice() : Uint8Array.of(value & 0xff);
      if (pattern.length === 0) {
        target.fill(0);
        return this;
      }
      target.set(pattern.subarray(0, target.length));
      for (let done = pattern.length; done < target.length; done *= 2) target.copyWithin(done, 0, done);
      return this;
    }

    copy(target, targetStart, start, end) {
      const into = bytesOf(target, 'Buffer.copy');
      const at = within('targetStart', targetStart ?? 0, Infinity);
      const from = within('sourceStart', start ?? 0, this.length);
      const to = within('sourceEnd', end ?? this.length, Infinity);
      if (at >= into.length || from >= to) return 0;
      const part = plain(this).subarray(from, Math.min(to, from + into.length - at));
      into.set(part, at);
      return part.length;
    }

    indexOf(value, offset, encoding) {
      if (typeof offset === 'string') [offset, encoding] = [0, offset];
      const wanted = wantedBytes(value, encoding);
      const given = Math.trunc(Number(offset)) || 0;
      const from = Math.min(this.length, given < 0 ? Math.max(0, this.length + given) : given);
      return native.indexOf(plain(this), wanted, from) ?? -1;
    }

    lastIndexOf(value, offset, encoding) {
      if (typeof offset === 'string') [offset, encoding] = [undefined, offset];
      const wanted = wantedBytes(value, encoding);
      const given = Math.trunc(offset === null ? 0 : Number(offset));
      const from = Math.min(this.length, Number.isNaN(given) ? this.length : given < 0 ? this.length + given : given);
      return from < 0 ? -1 : (native.lastIndexOf(plain(this), wanted, from) ?? -1);
    }

    includes(value, offset, encoding) {
      return this.indexOf(value, offset, encoding) !== -1;
    }

    swap16() {
      return swapped(this, 2);
    }

    swap32() {
      return swapped(this, 4);
    }

    swap64() {
      return swapped(this, 8);
    }

    [Symbol.for('nodejs.util.inspect.custom')]() {
      const shown = Array.from(plain(this).subarray(0, 50), (b) => b.toString(16).padStart(2, '0')).join(' ');
      const more = this.length - 50;
      return `<Buffer${shown ? ' ' + shown : ''}${more > 0 ? ` ... ${more} more byte${more === 1 ? '' : 's'}` : ''}>`;
    }
  }

  /** Turns the bytes of each number round. */
  function swapped(buffer, size) {
    if (buffer.length % size !== 0) {
      const error = new RangeError(`The size of the Buffer must be a multiple of ${size * 8} bits`);
      error.code = 'ERR_INVALID_BUFFER_SIZE';
      throw error;
    }
    const bytes = plain(buffer);
    for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
    return buffer;
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
  /** Where `size` bytes begin that are all inside. */
  function place(buffer, offset, size) {
    if (typeof offset !== 'number') throw invalid('"offset" must be a number', offset);
    if (!(Number.isInteger(offset) && offset >= 0 && offset + size <= buffer.length)) throw outOfRange('offset', offset);
    return offset;
  }

  /** The least and the greatest number of a kind; none for those with a fraction. */
  function bounds(name, size) {
    if (name === 'Float' || name === 'Double') return null;
    const all = name.startsWith('Big') ? 2n ** BigInt(size * 8) : 2 ** (size * 8);
    const [zero, one, two] = typeof all === 'bigint' ? [0n, 1n, 2n] : [0, 1, 2];
    return name.includes('UInt') ? [zero, all - one] : [-all / two, all / two - one];
  }

  /** A number that can be stored as what it is: one that cannot would be another when it is read. */
  function storable(value, range) {
    const number = typeof value === 'bigint' ? value : Number(value);
    if (range !== null && (number < range[0] || number > range[1])) throw outOfRange('value', value);
    return number;
  }

  for (const [name, type, size] of NUMBERS) {
    const range = bounds(name, size);
    for (const order of size === 1 ? [''] : ['LE', 'BE']) {
      const little = order === 'LE';
      defineMethod(`read${name}${order}`, function read(offset = 0) {
        return view(this)[`get${type}`](place(this, offset, size), little);
      });
      defineMethod(`write${name}${order}`, function write(value, offset = 0) {
        const number = storable(value, range);
        view(this)[`set${type}`](place(this, offset, size), number, little);
        return offset + size;
      });
    }
  }

  // The same for one to six bytes.
  function width(length) {
    if (!(Number.isInteger(length) && length >= 1 && length <= 6)) throw outOfRange('byteLength', length);
    return length;
  }
  for (const name of ['UInt', 'Int']) {
    for (const order of ['LE', 'BE']) {
      const at = (offset, i, length) => offset + (order === 'LE' ? i : length - 1 - i);
      defineMethod(`read${name}${order}`, function read(offset, length) {
        place(this, offset, width(length));
        let value = 0;
        for (let i = length - 1; i >= 0; i--) value = value * 256 + this[at(offset, i, length)];
        return value > bounds(name, length)[1] ? value - 2 ** (length * 8) : value;
      });
      defineMethod(`write${name}${order}`, function write(value, offset, length) {
        const number = Math.trunc(storable(value, bounds(name, width(length))));
        place(this, offset, length);
        let rest = number < 0 ? number + 2 ** (length * 8) : number;
        for (let i = 0; i < length; i++) {
          this[at(offset, i, length)] = rest % 256;
          rest = Math.floor(rest / 256);
        }
        return offset + length;
      });
    }
  }

  return { Buffer, wrap };
});
