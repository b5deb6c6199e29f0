// `crypto` (F-201): randomness and `crypto.subtle`. Natives are in src/web/crypto.rs, cipher.rs, curves.rs and rsa.rs.
//
// Not there: RSA-OAEP, making RSA keys, AES-KW, X25519. They are refused by name.
(function cryptoGlobals(native) {
  'use strict';

  const INTERNAL = Symbol();
  const { octets } = native.load('blob');
  const BLOCK = { 'SHA-1': 64, 'SHA-256': 64, 'SHA-384': 128, 'SHA-512': 128 };
  const FIELD = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };
  const USAGES = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'];
  const NONE = new Uint8Array(0);

  const fail = (name, message) => new DOMException(message, name);
  const wrongData = (message = 'The key is not valid') => fail('DataError', message);
  const isObject = (value) => typeof value === 'object' && value !== null;

  function digestName(algorithm) {
    const name = String(isObject(algorithm) ? algorithm.name : algorithm).toUpperCase();
    if (!Object.hasOwn(BLOCK, name)) throw fail('NotSupportedError', `The digest ${name} is not supported`);
    return name;
  }

  function hashOf(algorithm) {
    if (algorithm.hash === undefined) throw new TypeError('The algorithm needs a hash');
    return digestName(algorithm.hash);
  }

  /** Bytes of the caller's that may change while we wait: a copy. */
  function data(value) {
    const bytes = octets(value);
    if (bytes === undefined) throw new TypeError('An ArrayBuffer or a view of one is expected here');
    return bytes.slice();
  }

  const whole = (bytes) => bytes.buffer;
  const decodeUrl = (text) => {
    if (typeof text !== 'string' || !/^[A-Za-z0-9_-]*$/.test(text)) throw wrongData('A value of the JWK is not base64url');
    return native.base64Decode(text);
  };
  const encodeUrl = (bytes) => native.base64Encode(bytes, true);

  function random(length) {
    const bytes = new Uint8Array(length);
    native.randomFill(bytes);
    return bytes;
  }

  class CryptoKey {
    #state;

    constructor(key, state) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
      this.#state = state;
    }

    static state(key) {
      if (!isObject(key) || !(#state in key)) throw new TypeError('A CryptoKey is expected here');
      return key.#state;
    }

    get type() { return this.#state.type; }
    get extractable() { return this.#state.extractable; }
    get algorithm() { return this.#state.algorithm; }
    get usages() { return this.#state.usages; }
    get [Symbol.toStringTag]() { return 'CryptoKey'; }

    [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) {
      const { type, extractable, algorithm, usages } = this;
      return 'CryptoKey ' + inspect({ type, extractable, algorithm, usages }, options);
    }
  }
  const { state: keyState } = CryptoKey;
  delete CryptoKey.state;

  /** The usages in the order of the standard, each once. */
  function usagesOf(usages, allowed, what) {
    const wanted = [...usages].map(String);
    for (const usage of wanted) {
      if (!USAGES.includes(usage)) throw new TypeError(`There is no key usage "${usage}"`);
      if (!allowed.includes(usage)) throw fail('SyntaxError', `${what} cannot be used to ${usage}`);
    }
    return USAGES.filter((usage) => wanted.includes(usage));
  }

  function makeKey(type, algorithm, extractable, usages, bytes, publicBytes) {
    if ((type === 'secret' || type === 'private') && usages.length === 0) {
      throw fail('SyntaxError', `A ${type} key needs a usage`);
    }
    return new CryptoKey(INTERNAL, { type, algorithm: Object.freeze(algorithm), extractable: Boolean(extractable), usages: Object.freeze(usages), bytes, publicBytes });
  }

  /** What every JWK is checked for before its numbers are looked at. */
  function checkJwk(jwk, kty, extractable, usages, alg) {
    if (!isObject(jwk)) throw new TypeError('A JSON Web Key must be an object');
    if (jwk.kty !== kty) throw wrongData(`The JWK must have the key type "${kty}"`);
    if (jwk.ext === false && extractable) throw wrongData('The JWK is not extractable');
    if (jwk.key_ops !== undefined && usages.some((usage) => !jwk.key_ops.includes(usage))) {
      throw wrongData('The JWK is not meant for these usages');
    }
    if (alg !== undefined && jwk.alg !== undefined && jwk.alg !== alg) throw wrongData(`The JWK is for ${jwk.alg}, not for ${alg}`);
  }

  const jwkOf = (state, fields) => ({ ...fields, key_ops: [...state.usages], ext: state.extractable });

  function badFormat(format, name) {
    return fail('NotSupportedError', `${name} keys cannot be imported or exported as "${String(format)}"`);
  }

  // ---- secrets -------------------------------------------------------------------------------------

  /** Import and export of keys that are just bytes; `settle` makes the algorithm from them. */
  function secrets(name, allowed, settle, alg) {
    return {
      import(format, value, algorithm, extractable, usages) {
        const list = usagesOf(usages, allowed, `An ${name} key`);
        let bytes;
        if (format === 'raw' || format === 'raw-secret') bytes = data(value);
        else if (format === 'jwk') {
          checkJwk(value, 'oct', extractable, list);
          bytes = decodeUrl(value.k);
        } else throw badFormat(format, name);
        const settled = settle(algorithm, bytes);
        if (format === 'jwk') checkJwk(value, 'oct', extractable, list, alg(settled));
        return makeKey('secret', settled, extractable, list, bytes);
      },
      export(format, state) {
        if (format === 'raw' || format === 'raw-secret') return whole(state.bytes.slice());
        if (format === 'jwk') return jwkOf(state, { kty: 'oct', k: encodeUrl(state.bytes), alg: alg(state.algorithm) });
        throw badFormat(format, name);
      },
    };
  }

  const hmac = {
    ...secrets('HMAC', ['sign', 'verify'], (algorithm, bytes) => {
      const hash = hashOf(algorithm);
      if (bytes.length === 0) throw wrongData('An HMAC key must not be empty');
      const length = bytes.byteLength * 8;
      if (algorithm.length !== undefined && Number(algorithm.length) !== length) throw wrongData('An HMAC key must have the length that is asked for, in whole bytes');
      return { name: 'HMAC', hash: { name: hash }, length };
    }, (algorithm) => `HS${algorithm.hash.name.slice(4)}`),
    generate(algorithm, extractable, usages) {
      const bits = hmac.length(algorithm);
      if (!(bits > 0 && bits % 8 === 0)) throw fail('OperationError', 'The length of an HMAC key must be a number of whole bytes');
      return hmac.import('raw', random(bits / 8), algorithm, extractable, usages);
    },
    length: (algorithm) => algorithm.length ?? BLOCK[hashOf(algorithm)] * 8,
    sign: (algorithm, state, bytes) => mac(state, bytes),
    verify: (algorithm, state, signature, bytes) => native.timingSafeEqual(mac(state, bytes), signature),
  };

  function mac(state, bytes) {
    const hasher = native.hmac(state.algorithm.hash.name, state.bytes);
    hasher.update(bytes);
    return hasher.finish();
  }

  function aesLength(bits) {
    if (![128, 192, 256].includes(bits)) throw fail('OperationError', 'An AES key has 128, 192 or 256 bits');
    return bits;
  }

  function aes(name, prepare) {
    const mode = name.slice(4);
    const run = (encrypt) => (algorithm, state, bytes) => {
      const options = { extra: NONE, bits: 0, ...prepare(algorithm), key: state.bytes };
      let result;
      try {
        result = native.aes(mode, encrypt, options, bytes);
      } catch (error) {
        throw fail('OperationError', error.message);
      }
      if (result === undefined) throw fail('OperationError', 'The data could not be decrypted with this key');
      return result;
    };
    const self = {
      ...secrets(name, ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'], (algorithm, bytes) => {
        const length = bytes.byteLength * 8;
        if (![128, 192, 256].includes(length)) throw wrongData('An AES key has 128, 192 or 256 bits');
        return { name, length };
      }, (algorithm) => `A${algorithm.length}${mode}`),
      generate: (algorithm, extractable, usages) => self.import('raw', random(aesLength(algorithm.length) / 8), algorithm, extractable, usages),
      length: (algorithm) => aesLength(algorithm.length),
      encrypt: run(true),
      decrypt: run(false),
    };
    return self;
  }

  const gcm = aes('AES-GCM', ({ iv, additionalData, tagLength = 128 }) => {
    if (tagLength !== 128) throw fail('NotSupportedError', 'AES-GCM is only there with a tag of 128 bits');
    return { iv: data(iv), extra: additionalData === undefined ? NONE : data(additionalData) };
  });
  const cbc = aes('AES-CBC', ({ iv }) => ({ iv: data(iv) }));
  const ctr = aes('AES-CTR', ({ counter, length }) => ({ iv: data(counter), bits: Number(length) }));

  function derivation(name, derive) {
    return {
      import(format, value, algorithm, extractable, usages) {
        if (format !== 'raw' && format !== 'raw-secret') throw badFormat(format, name);
        if (extractable) throw fail('SyntaxError', `A ${name} key cannot be extractable`);
        return makeKey('secret', { name }, false, usagesOf(usages, ['deriveKey', 'deriveBits'], `A ${name} key`), data(value));
      },
      length: () => null,
      derive,
    };
  }

  const wholeBytes = (length, name) => {
    if (!Number.isInteger(length) || length < 0 || length % 8 !== 0) throw fail('OperationError', `${name} needs a length in whole bytes`);
    return length / 8;
  };
  const pbkdf2 = derivation('PBKDF2', (algorithm, state, length) => {
    const rounds = Math.trunc(Number(algorithm.iterations));
    if (!(rounds >= 1 && rounds <= 0xffffffff)) throw fail('OperationError', 'PBKDF2 needs a number of iterations');
    return native.pbkdf2(false, state.bytes, data(algorithm.salt), {
      rounds, length: wholeBytes(length, 'PBKDF2'), digest: hashOf(algorithm),
    });
  });
  const hkdf = derivation('HKDF', (algorithm, state, length) => {
    const bytes = native.hkdf(hashOf(algorithm), state.bytes, data(algorithm.salt), data(algorithm.info), wholeBytes(length, 'HKDF'));
    if (bytes === undefined) throw fail('OperationError', 'The derived key would be too long');
    return bytes;
  });

  // ---- elliptic curves -----------------------------------------------------------------------------

  const joined = (...parts) => {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  };

  /** A key pair's algorithm: which curve, and what private and public keys may do. */
  function curves(name, privateUsages, publicUsages, curveOf) {
    const settle = (curve) => (name === 'Ed25519' ? { name } : { name, namedCurve: curve });
    const made = (curve, [privateBytes, publicBytes], extractable, usages) => {
      const type = privateBytes === undefined || privateBytes === null ? 'public' : 'private';
      const list = usagesOf(usages, type === 'private' ? privateUsages : publicUsages, `A ${type} ${name} key`);
      return makeKey(type, settle(curve), extractable, list, type === 'private' ? privateBytes : publicBytes, publicBytes);
    };
    return {
      import(format, value, algorithm, extractable, usages) {
        const curve = curveOf(algorithm);
        if (format === 'raw-public') format = 'raw';
        if (format === 'jwk') {
          const okp = name === 'Ed25519';
          const list = usagesOf(usages, [...privateUsages, ...publicUsages], `An ${name} key`);
          checkJwk(value, okp ? 'OKP' : 'EC', extractable, list);
          if (value.crv !== curve) throw wrongData(`The JWK must have the curve ${curve}`);
          const point = okp ? decodeUrl(value.x) : joined(new Uint8Array([4]), decodeUrl(value.x), decodeUrl(value.y));
          const known = native.curveRead(curve, 'raw', point);
          if (known === undefined) throw wrongData();
          if (value.d === undefined) return made(curve, known, extractable, usages);
          const pair = native.curveRead(curve, 'scalar', decodeUrl(value.d));
          if (pair === undefined || !native.timingSafeEqual(pair[1], known[1])) throw wrongData('The private and the public part do not belong together');
          return made(curve, pair, extractable, usages);
        }
        if (format !== 'raw' && format !== 'spki' && format !== 'pkcs8') throw badFormat(format, name);
        const pair = native.curveRead(curve, format, data(value));
        if (pair === undefined) throw wrongData();
        return made(curve, pair, extractable, usages);
      },
      export(format, state) {
        const curve = state.algorithm.namedCurve ?? name;
        const needs = (type) => {
          if (state.type !== type) throw fail('InvalidAccessError', `Only ${type} keys can be exported as "${format}"`);
        };
        if (format === 'raw' || format === 'raw-public') {
          needs('public');
          return whole(state.publicBytes.slice());
        }
        if (format === 'spki' || format === 'pkcs8') {
          needs(format === 'spki' ? 'public' : 'private');
          return whole(native.curveWrite(curve, format, state.bytes));
        }
        if (format !== 'jwk') throw badFormat(format, name);
        const secret = state.type === 'private' ? { d: encodeUrl(state.bytes) } : {};
        if (name === 'Ed25519') return jwkOf(state, { kty: 'OKP', crv: curve, x: encodeUrl(state.publicBytes), ...secret });
        const size = FIELD[curve];
        const [x, y] = [state.publicBytes.slice(1, 1 + size), state.publicBytes.slice(1 + size)];
        return jwkOf(state, { kty: 'EC', crv: curve, x: encodeUrl(x), y: encodeUrl(y), ...secret });
      },
      generate(algorithm, extractable, usages) {
        const curve = curveOf(algorithm);
        const list = usagesOf(usages, [...privateUsages, ...publicUsages], `An ${name} key`);
        const pair = native.curveRead(curve, 'scalar', native.curveGenerate(curve));
        return {
          publicKey: made(curve, [undefined, pair[1]], true, list.filter((usage) => publicUsages.includes(usage))),
          privateKey: made(curve, pair, extractable, list.filter((usage) => privateUsages.includes(usage))),
        };
      },
    };
  }

  function namedCurve(algorithm) {
    const curve = String(algorithm.namedCurve);
    if (!Object.hasOwn(FIELD, curve)) throw fail('NotSupportedError', `The curve ${curve} is not supported`);
    return curve;
  }

  function signatures(keys, hash) {
    return {
      ...keys,
      sign(algorithm, state, bytes) {
        const curve = state.algorithm.namedCurve ?? state.algorithm.name;
        const made = native.curveSign(curve, hash(algorithm), state.bytes, bytes);
        if (made === undefined) throw fail('OperationError', 'The data cannot be signed with this key and hash');
        return made;
      },
      verify(algorithm, state, signature, bytes) {
        const curve = state.algorithm.namedCurve ?? state.algorithm.name;
        return native.curveVerify(curve, hash(algorithm), state.bytes, signature, bytes);
      },
    };
  }

  const ecdsa = signatures(curves('ECDSA', ['sign'], ['verify'], namedCurve), hashOf);
  const ed25519 = signatures(curves('Ed25519', ['sign'], ['verify'], () => 'Ed25519'), () => '');
  const ecdh = {
    ...curves('ECDH', ['deriveKey', 'deriveBits'], [], namedCurve),
    derive(algorithm, state, length) {
      const other = keyState(algorithm.public);
      if (other.type !== 'public') throw fail('InvalidAccessError', 'The other side must be a public key');
      if (other.algorithm.name !== 'ECDH' || other.algorithm.namedCurve !== state.algorithm.namedCurve) {
        throw fail('InvalidAccessError', 'Both keys must be of one curve');
      }
      const shared = native.curveAgree(state.algorithm.namedCurve, state.bytes, other.publicBytes);
      if (shared === undefined) throw fail('OperationError', 'The keys do not agree');
      if (length === null || length === undefined) return shared;
      if (wholeBytes(length, 'ECDH') > shared.length) throw fail('OperationError', 'The shared secret is not that long');
      return shared.slice(0, length / 8);
    },
  };

  // ---- RSA -----------------------------------------------------------------------------------------

  const RSA_PARTS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];

  function rsa(name) {
    const scheme = name === 'RSA-PSS' ? 'PSS' : 'PKCS1';
    const alg = (hash) => `${scheme === 'PSS' ? 'PS' : 'RS'}${hash.slice(4)}`;
    return {
      import(format, value, algorithm, extractable, usages) {
        const hash = hashOf(algorithm);
        let isPrivate = format === 'pkcs8';
        let bytes;
        if (format === 'jwk') {
          const list = usagesOf(usages, ['sign', 'verify'], `An ${name} key`);
          checkJwk(value, 'RSA', extractable, list, alg(hash));
          isPrivate = value.d !== undefined;
          if (value.oth !== undefined) throw fail('NotSupportedError', 'RSA keys of more than two primes are not supported');
          bytes = native.rsaFromParts((isPrivate ? RSA_PARTS : ['n', 'e']).map((part) => decodeUrl(value[part])));
        } else if (format === 'spki' || format === 'pkcs8') bytes = native.rsaUnwrap(format, data(value));
        else throw badFormat(format, name);
        const parts = bytes === undefined ? undefined : native.rsaParts(isPrivate, bytes);
        if (parts === undefined) throw wrongData();
        const type = isPrivate ? 'private' : 'public';
        const settled = {
          name, hash: { name: hash }, modulusLength: parts[0].length * 8 - Math.clz32(parts[0][0]) + 24, publicExponent: parts[1],
        };
        return makeKey(type, settled, extractable, usagesOf(usages, [isPrivate ? 'sign' : 'verify'], `A ${type} ${name} key`), bytes);
      },
      export(format, state) {
        if (format === 'spki' || format === 'pkcs8') {
          const type = format === 'spki' ? 'public' : 'private';
          if (state.type !== type) throw fail('InvalidAccessError', `Only ${type} keys can be exported as "${format}"`);
          return whole(native.rsaWrap(format, state.bytes));
        }
        if (format !== 'jwk') throw badFormat(format, name);
        const fields = { kty: 'RSA', alg: alg(state.algorithm.hash.name) };
        native.rsaParts(state.type === 'private', state.bytes).forEach((part, index) => (fields[RSA_PARTS[index]] = encodeUrl(part)));
        return jwkOf(state, fields);
      },
      sign(algorithm, state, bytes) {
        checkSalt(algorithm, state);
        const made = native.rsaSign(scheme, state.algorithm.hash.name, state.bytes, bytes);
        if (made === undefined) throw fail('OperationError', 'RSA signs here with SHA-256, SHA-384 or SHA-512 and a valid key of 2048 to 4096 bits');
        return made;
      },
      verify(algorithm, state, signature, bytes) {
        checkSalt(algorithm, state);
        return native.rsaVerify(scheme, state.algorithm.hash.name, state.bytes, signature, bytes);
      },
    };

    function checkSalt({ saltLength }, state) {
      if (scheme === 'PSS' && saltLength * 8 !== Number(state.algorithm.hash.name.slice(4))) {
        throw fail('NotSupportedError', 'RSA-PSS is only there with a salt as long as the digest');
      }
    }
  }

  const ALGORITHMS = {
    'HMAC': hmac, 'AES-GCM': gcm, 'AES-CBC': cbc, 'AES-CTR': ctr, 'PBKDF2': pbkdf2, 'HKDF': hkdf, 'ECDSA': ecdsa, 'ECDH': ecdh,
    'ED25519': ed25519, 'RSASSA-PKCS1-V1_5': rsa('RSASSA-PKCS1-v1_5'), 'RSA-PSS': rsa('RSA-PSS'),
  };

  /** The algorithm as an object, and what is known of it. */
  function find(algorithm, operation) {
    const given = isObject(algorithm) ? algorithm : { name: algorithm };
    if (given.name === undefined) throw new TypeError('The algorithm needs a name');
    const found = ALGORITHMS[String(given.name).toUpperCase()];
    if (found?.[operation] === undefined) {
      throw fail('NotSupportedError', `Formwork's crypto.subtle has no ${operation} for ${String(given.name)}`);
    }
    return [given, found];
  }

  /** The state of a key that may be used so, with this algorithm. */
  function usable(key, algorithm, usage) {
    const state = keyState(key);
    if (state.algorithm.name.toUpperCase() !== String(algorithm.name).toUpperCase()) {
      throw fail('InvalidAccessError', `The key is for ${state.algorithm.name}`);
    }
    if (!state.usages.includes(usage)) throw fail('InvalidAccessError', `The key must not be used to ${usage}`);
    return state;
  }

  async function derived(algorithm, key, usage, length) {
    const [given, found] = find(algorithm, 'derive');
    return found.derive(given, usable(key, given, usage), length);
  }

  function exported(format, key) {
    const state = keyState(key);
    const [, found] = find(state.algorithm, 'export');
    if (!state.extractable) throw fail('InvalidAccessError', 'The key is not extractable');
    return found.export(format, state);
  }

  class SubtleCrypto {
    constructor(key) {
      if (key !== INTERNAL) throw new TypeError('This class has no public constructor');
    }

    async digest(algorithm, value) {
      const hasher = native.hasher(digestName(algorithm));
      hasher.update(data(value));
      return whole(hasher.finish());
    }

    async importKey(format, value, algorithm, extractable, usages) {
      const [given, found] = find(algorithm, 'import');
      return found.import(format, value, given, extractable, usages);
    }

    async exportKey(format, key) {
      return exported(format, key);
    }

    async generateKey(algorithm, extractable, usages) {
      const [given, found] = find(algorithm, 'generate');
      return found.generate(given, extractable, usages);
    }

    async sign(algorithm, key, value) {
      const [given, found] = find(algorithm, 'sign');
      return whole(found.sign(given, usable(key, given, 'sign'), data(value)));
    }

    async verify(algorithm, key, signature, value) {
      const [given, found] = find(algorithm, 'verify');
      return found.verify(given, usable(key, given, 'verify'), data(signature), data(value));
    }

    async encrypt(algorithm, key, value) {
      const [given, found] = find(algorithm, 'encrypt');
      return whole(found.encrypt(given, usable(key, given, 'encrypt'), data(value)));
    }

    async decrypt(algorithm, key, value) {
      const [given, found] = find(algorithm, 'decrypt');
      return whole(found.decrypt(given, usable(key, given, 'decrypt'), data(value)));
    }

    async deriveBits(algorithm, key, length = null) {
      return whole(await derived(algorithm, key, 'deriveBits', length));
    }

    async deriveKey(algorithm, key, wanted, extractable, usages) {
      const [given, found] = find(wanted, 'length');
      const bytes = await derived(algorithm, key, 'deriveKey', found.length(given));
      return found.import('raw', bytes, given, extractable, usages);
    }

    async wrapKey(format, key, wrapping, algorithm) {
      const [given, found] = find(algorithm, 'encrypt');
      const state = usable(wrapping, given, 'wrapKey');
      const value = exported(format, key);
      return whole(found.encrypt(given, state, format === 'jwk' ? native.utf8Encode(JSON.stringify(value)) : new Uint8Array(value)));
    }

    async unwrapKey(format, wrapped, wrapping, algorithm, wanted, extractable, usages) {
      const [given, found] = find(algorithm, 'decrypt');
      const bytes = found.decrypt(given, usable(wrapping, given, 'unwrapKey'), data(wrapped));
      const value = format === 'jwk' ? JSON.parse(native.decode('utf-8', bytes, false, true)) : bytes;
      return this.importKey(format, value, wanted, extractable, usages);
    }

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
        throw fail('TypeMismatchError', 'getRandomValues needs a typed array of integers');
      }
      if (array.byteLength > 65536) {
        throw fail('QuotaExceededError', 'getRandomValues fills at most 65536 bytes');
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

  return { crypto: new Crypto(INTERNAL), Crypto, CryptoKey, SubtleCrypto, keyState };
});
