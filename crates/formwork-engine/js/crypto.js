// `crypto`: randomness, digests and HMAC (F-201), by src/web/crypto.rs.
(function cryptoGlobals(native) {
  'use strict';

  const INTERNAL = Symbol();
  const { octets } = native.load('blob');
  const DIGESTS = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
  const BLOCK = { 'SHA-1': 64, 'SHA-256': 64, 'SHA-384': 128, 'SHA-512': 128 };

  function digestName(algorithm) {
    const name = String(typeof algorithm === 'object' && algorithm !== null ? algorithm.name : algorithm).toUpperCase();
    if (!DIGESTS.includes(name)) throw new DOMException(`The digest ${name} is not supported`, 'NotSupportedError');
    return name;
  }

  function algorithmName(algorithm) {
    return String(typeof algorithm === 'object' && algorithm !== null ? algorithm.name : algorithm).toUpperCase();
  }

  function unsupported(algorithm, operation) {
    return new DOMException(`Formwork's crypto.subtle.${operation} does not support ${algorithmName(algorithm)}`, 'NotSupportedError');
  }

  function data(value) {
    const bytes = octets(value);
    if (bytes === undefined) throw new TypeError('An ArrayBuffer or a view of one is expected here');
    return bytes;
  }

  class CryptoKey {
    #state;

    constructor(key, state) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
      this.#state = state;
    }

    static state(key, usage) {
      if (typeof key !== 'object' || key === null || !(#state in key)) throw new TypeError('A CryptoKey is expected here');
      if (usage !== undefined && !key.#state.usages.includes(usage)) {
        throw new DOMException(`The key must not be used to ${usage}`, 'InvalidAccessError');
      }
      return key.#state;
    }

    get type() { return 'secret'; }
    get extractable() { return this.#state.extractable; }
    get algorithm() { return this.#state.algorithm; }
    get usages() { return this.#state.usages; }
    get [Symbol.toStringTag]() { return 'CryptoKey'; }
  }
  const { state: keyState } = CryptoKey;
  delete CryptoKey.state;

  function hmacKey(algorithm, bytes, extractable, usages) {
    const hash = digestName(algorithm.hash);
    const list = [...usages];
    if (list.length === 0 || list.some((usage) => usage !== 'sign' && usage !== 'verify')) {
      throw new SyntaxError('An HMAC key is for sign and verify');
    }
    return new CryptoKey(INTERNAL, {
      bytes,
      extractable: Boolean(extractable),
      algorithm: { name: 'HMAC', hash: { name: hash }, length: bytes.byteLength * 8 },
      usages: list,
    });
  }

  function mac(state, bytes) {
    const hasher = native.hmac(state.algorithm.hash.name, state.bytes);
    hasher.update(bytes);
    return hasher.finish();
  }

  const decodeUrl = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const encodeUrl = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

  class SubtleCrypto {
    constructor(key) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
    }

    async digest(algorithm, value) {
      const hasher = native.hasher(digestName(algorithm));
      hasher.update(data(value));
      return hasher.finish().buffer;
    }

    async importKey(format, value, algorithm, extractable, usages) {
      const name = algorithmName(algorithm);
      if (name === 'PBKDF2' && format === 'raw') {
        return new CryptoKey(INTERNAL, { bytes: data(value).slice(), extractable: false, algorithm: { name }, usages: [...usages] });
      }
      if (name !== 'HMAC') throw unsupported(algorithm, 'importKey');
      if (format === 'raw') return hmacKey(algorithm, data(value).slice(), extractable, usages);
      if (format === 'jwk') {
        if (value?.kty !== 'oct' || typeof value.k !== 'string') throw new DOMException('The key is no symmetric JWK', 'DataError');
        return hmacKey(algorithm, decodeUrl(value.k), extractable, usages);
      }
      throw new DOMException(`Keys cannot be imported as ${String(format)}`, 'NotSupportedError');
    }

    async generateKey(algorithm, extractable, usages) {
      if (algorithmName(algorithm) !== 'HMAC') throw unsupported(algorithm, 'generateKey');
      const bits = algorithm.length ?? BLOCK[digestName(algorithm.hash)] * 8;
      const bytes = new Uint8Array(Math.ceil(bits / 8));
      native.randomFill(bytes);
      return hmacKey(algorithm, bytes, extractable, usages);
    }

    async exportKey(format, key) {
      const state = keyState(key);
      if (!state.extractable) throw new DOMException('The key is not extractable', 'InvalidAccessError');
      if (format === 'raw') return state.bytes.slice().buffer;
      if (format === 'jwk') {
        const alg = 'HS' + state.algorithm.hash.name.slice(4);
        return { kty: 'oct', k: encodeUrl(state.bytes), alg, ext: true, key_ops: [...state.usages] };
      }
      throw new DOMException(`Keys cannot be exported as ${String(format)}`, 'NotSupportedError');
    }

    async sign(algorithm, key, value) {
      if (algorithmName(algorithm) !== 'HMAC') throw unsupported(algorithm, 'sign');
      return mac(keyState(key, 'sign'), data(value)).buffer;
    }

    async verify(algorithm, key, signature, value) {
      if (algorithmName(algorithm) !== 'HMAC') throw unsupported(algorithm, 'verify');
      return native.timingSafeEqual(mac(keyState(key, 'verify'), data(value)), data(signature));
    }

    async deriveBits(algorithm, key, length) {
      if (algorithmName(algorithm) !== 'PBKDF2') throw unsupported(algorithm, 'deriveBits');
      const bits = await native.pbkdf2(false, keyState(key, 'deriveBits').bytes, data(algorithm.salt), {
        rounds: algorithm.iterations,
        length: length / 8,
        digest: digestName(algorithm.hash),
      });
      return bits.buffer;
    }

    async deriveKey(algorithm) { throw unsupported(algorithm, 'deriveKey'); }
    async encrypt(algorithm) { throw unsupported(algorithm, 'encrypt'); }
    async decrypt(algorithm) { throw unsupported(algorithm, 'decrypt'); }
    async wrapKey(format, key, wrapping, algorithm) { throw unsupported(algorithm, 'wrapKey'); }
    async unwrapKey(format, key, wrapping, algorithm) { throw unsupported(algorithm, 'unwrapKey'); }

    get [Symbol.toStringTag]() { return 'SubtleCrypto'; }
  }

  const INTEGERS = [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array,
  ];

  class Crypto {
    #subtle = new SubtleCrypto(INTERNAL);

    constructor(key) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
    }

    get subtle() {
      return this.#subtle;
    }

    getRandomValues(array) {
      if (!INTEGERS.some((type) => array instanceof type)) {
        throw new DOMException('getRandomValues needs a typed array of integers', 'TypeMismatchError');
      }
      if (array.byteLength > 65536) {
        throw new DOMException('getRandomValues fills at most 65536 bytes', 'QuotaExceededError');
      }
      native.randomFill(octets(array));
      return array;
    }

    randomUUID() {
      return native.randomUUID();
    }

    get [Symbol.toStringTag]() {
      return 'Crypto';
    }
  }

  return { crypto: new Crypto(INTERNAL), Crypto, CryptoKey, SubtleCrypto };
});
