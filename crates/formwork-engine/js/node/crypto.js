// `node:crypto`: randomness, hashes, HMAC, key derivation, AES; keys and signatures are in js/keys.js.
import { coded } from 'formwork:errors';
import { Transform, Writable } from 'node:stream';

const native = globalThis.__formwork_native;
const { Buffer, wrap } = native.load('buffer');
const { octets } = native.load('blob');
const keys = native.load('keys');
const { crypto } = globalThis;

/** Text (in an encoding) or bytes, as natives take them. */
function data(value, name, encoding) {
  if (typeof value === 'string') {
    return encoding === undefined || encoding === 'utf8' || encoding === 'utf-8' ? value : Buffer.from(value, encoding);
  }
  const bytes = value instanceof keys.KeyObject ? value.export() : octets(value);
  if (bytes === undefined) {
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be of type string or an instance of Buffer, TypedArray, or DataView.`);
  }
  return bytes;
}

function integer(value, name, min, max) {
  if (typeof value !== 'number') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be of type number.`);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw coded(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be >= ${min} && <= ${max}. Received ${value}`);
  }
  return value;
}

export const { KeyObject, createPrivateKey, createPublicKey, generateKeyPairSync } = keys;
export const createSecretKey = (key, encoding) => new KeyObject('secret', Buffer.from(data(key, 'key', encoding)));

export function generateKeyPair(type, options, callback) {
  let pair;
  try {
    pair = generateKeyPairSync(type, options);
  } catch (error) {
    setImmediate(callback, error);
    return;
  }
  setImmediate(callback, null, pair.publicKey, pair.privateKey);
}

class Hasher extends Transform {
  #hasher;
  #algorithm;

  constructor(hasher, algorithm) {
    super();
    this.#hasher = hasher;
    this.#algorithm = algorithm;
  }

  #open() {
    if (this.#hasher === null) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called');
    return this.#hasher;
  }

  update(value, encoding) {
    this.#open().update(data(value, 'data', encoding));
    return this;
  }

  digest(encoding) {
    const result = wrap(this.#open().finish());
    this.#hasher = null;
    return encoding === undefined || encoding === 'buffer' ? result : result.toString(encoding);
  }

  _transform(chunk, encoding, callback) {
    this.update(chunk);
    callback();
  }

  _flush(callback) {
    callback(null, this.digest());
  }

  copy() {
    return new this.constructor(this.#open().copy(), this.#algorithm);
  }
}

export class Hash extends Hasher {}
export class Hmac extends Hasher {}

function start(make) {
  try {
    return make();
  } catch {
    throw coded(Error, 'ERR_CRYPTO_INVALID_DIGEST', 'Digest method not supported');
  }
}

export const createHash = (algorithm) => new Hash(start(() => native.hasher(String(algorithm))), algorithm);
export function createHmac(algorithm, key) {
  const bytes = data(key, 'key');
  return new Hmac(start(() => native.hmac(String(algorithm), bytes)), algorithm);
}
export const hash = (algorithm, value, encoding = 'hex') => createHash(algorithm).update(value).digest(encoding);
export const getHashes = () => ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];
export const getCurves = () => ['prime256v1', 'secp384r1', 'secp521r1'];

/** Gives the result, or calls back with it later. */
function answer(callback, make) {
  if (callback === undefined) return make();
  if (typeof callback !== 'function') throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "callback" argument must be of type function.');
  const result = make();
  setImmediate(() => callback(null, result));
  return undefined;
}

export const randomUUID = () => native.randomUUID();

export function randomBytes(size, callback) {
  integer(size, 'size', 0, 0x7fffffff);
  return answer(callback, () => {
    const bytes = Buffer.alloc(size);
    native.randomFill(bytes);
    return bytes;
  });
}

export function randomFillSync(buffer, offset = 0, size = undefined) {
  const bytes = octets(buffer);
  native.randomFill(bytes.subarray(offset, size === undefined ? undefined : offset + size));
  return buffer;
}

export function randomFill(buffer, ...rest) {
  const callback = rest.pop();
  answer(callback, () => randomFillSync(buffer, ...rest));
}

export function randomInt(min, max, callback) {
  if (max === undefined || typeof max === 'function') [min, max, callback] = [0, min, max];
  const low = integer(min, 'min', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const high = integer(max, 'max', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  const range = high - low;
  if (!(range > 0 && range <= 2 ** 48 - 1)) throw coded(RangeError, 'ERR_OUT_OF_RANGE', 'The value of "max" is out of range.');
  return answer(callback, () => {
    const limit = 2 ** 48 - (2 ** 48 % range); // above it the remainder would favour small numbers
    for (;;) {
      const value = randomBytes(6).readUIntBE(0, 6);
      if (value < limit) return low + (value % range);
    }
  });
}

export function timingSafeEqual(a, b) {
  const [left, right] = [octets(a), octets(b)];
  if (left === undefined || right === undefined) {
    throw coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'timingSafeEqual needs two buffers');
  }
  if (left.byteLength !== right.byteLength) {
    throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length');
  }
  return native.timingSafeEqual(left, right);
}

function scryptOptions(length, options) {
  return {
    length: integer(length, 'keylen', 0, 0x7fffffff),
    cost: options?.N ?? options?.cost ?? 16384,
    block: options?.r ?? options?.blockSize ?? 8,
    parallel: options?.p ?? options?.parallelization ?? 1,
    memory: options?.maxmem || 32 * 1024 * 1024,
  };
}

export function scryptSync(password, salt, length, options) {
  try {
    return wrap(native.scrypt(true, data(password, 'password'), data(salt, 'salt'), scryptOptions(length, options)));
  } catch (error) {
    if (error instanceof RangeError) error.code ??= 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS';
    throw error;
  }
}

export function scrypt(password, salt, length, options, callback) {
  if (typeof options === 'function') [options, callback] = [undefined, options];
  native.scrypt(false, data(password, 'password'), data(salt, 'salt'), scryptOptions(length, options)).then(
    (key) => callback(null, wrap(key)),
    (error) => callback(error),
  );
}

const rounds = (iterations, length, digest) => ({
  rounds: integer(iterations, 'iterations', 1, 0x7fffffff),
  length: integer(length, 'keylen', 0, 0x7fffffff),
  digest: String(digest),
});

export function pbkdf2Sync(password, salt, iterations, length, digest) {
  return wrap(native.pbkdf2(true, data(password, 'password'), data(salt, 'salt'), rounds(iterations, length, digest)));
}

export function pbkdf2(password, salt, iterations, length, digest, callback) {
  native.pbkdf2(false, data(password, 'password'), data(salt, 'salt'), rounds(iterations, length, digest)).then(
    (key) => callback(null, wrap(key)),
    (error) => callback(error),
  );
}

export function hkdfSync(digest, key, salt, info, length) {
  const bytes = [data(key, 'key'), data(salt, 'salt'), data(info, 'info')].map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  const derived = native.hkdf(String(digest), ...bytes, integer(length, 'length', 0, 0x7fffffff));
  if (derived === undefined) throw coded(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length, or digest method not supported');
  return derived.buffer;
}

export function hkdf(digest, key, salt, info, length, callback) {
  answer(callback, () => hkdfSync(digest, key, salt, info, length));
}

// ---- AES -------------------------------------------------------------------------------------------

const CIPHERS = Object.fromEntries(
  ['cbc', 'ctr', 'gcm'].flatMap((mode) => [128, 192, 256].map((bits) => [`aes-${bits}-${mode}`, { mode: mode.toUpperCase(), bits, iv: mode === 'gcm' ? 12 : 16 }])),
);
export const getCiphers = () => Object.keys(CIPHERS);
export const getCipherInfo = (name) => {
  const known = CIPHERS[String(name).toLowerCase()];
  return known && { name: String(name).toLowerCase(), mode: known.mode.toLowerCase(), keyLength: known.bits / 8, ivLength: known.iv };
};

/** The whole message is worked on in `final()`: what is not authentic never leaves. */
class Cipheriv extends Transform {
  #encrypt;
  #options;
  #mode;
  #parts = [];
  #extra = [];
  #tag = null;

  constructor(encrypt, name, key, iv, options) {
    super(options);
    const known = CIPHERS[String(name).toLowerCase()];
    if (known === undefined) throw coded(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', `Unknown cipher: there are ${getCiphers().join(', ')}`);
    const [secret, vector] = [data(key, 'key'), data(iv ?? Buffer.alloc(0), 'iv')].map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part)));
    if (secret.length * 8 !== known.bits) throw coded(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length');
    if (known.mode === 'GCM' ? ![12, 16].includes(vector.length) : vector.length !== 16) throw coded(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');
    if (options?.authTagLength !== undefined && options.authTagLength !== 16) throw coded(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', 'Only authentication tags of 16 bytes are available in Formwork');
    this.#encrypt = encrypt;
    this.#mode = known.mode;
    this.#options = { key: secret, iv: vector, bits: 128 };
  }

  update(value, inputEncoding, outputEncoding) {
    if (this.#parts === null) throw coded(Error, 'ERR_CRYPTO_INVALID_STATE', 'Unsupported state');
    const bytes = data(value, 'data', inputEncoding);
    this.#parts.push(Buffer.from(bytes));
    return outputEncoding === undefined ? Buffer.alloc(0) : '';
  }

  final(outputEncoding) {
    if (this.#parts === null) throw coded(Error, 'ERR_CRYPTO_INVALID_STATE', 'Unsupported state');
    const parts = this.#parts;
    this.#parts = null;
    const isGcm = this.#mode === 'GCM';
    if (isGcm && !this.#encrypt) {
      if (this.#tag === null) throw new Error('Unsupported state or unable to authenticate data');
      parts.push(this.#tag);
    }
    let result = native.aes(this.#mode, this.#encrypt, { ...this.#options, extra: Buffer.concat(this.#extra) }, Buffer.concat(parts));
    if (result === undefined) {
      throw isGcm ? new Error('Unsupported state or unable to authenticate data') : coded(Error, 'ERR_OSSL_BAD_DECRYPT', 'error:1C800064:Provider routines::bad decrypt');
    }
    if (isGcm && this.#encrypt) {
      this.#tag = Buffer.from(result.subarray(-16));
      result = result.slice(0, -16);
    }
    const buffer = wrap(result);
    return outputEncoding === undefined ? buffer : buffer.toString(outputEncoding);
  }

  setAAD(bytes) {
    this.#extra.push(Buffer.from(data(bytes, 'buffer')));
    return this;
  }

  getAuthTag() {
    if (this.#tag === null) throw coded(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state for operation getAuthTag');
    return this.#tag;
  }

  setAuthTag(tag, encoding) {
    this.#tag = Buffer.from(data(tag, 'tag', encoding));
    if (this.#tag.length !== 16) throw coded(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `Invalid authentication tag length: ${this.#tag.length}`);
    return this;
  }

  setAutoPadding(on) {
    if (on === false) throw new Error('AES without padding is not available in Formwork');
    return this;
  }

  _transform(chunk, encoding, callback) {
    this.update(chunk);
    callback();
  }

  _flush(callback) {
    try {
      callback(null, this.final());
    } catch (error) {
      callback(error);
    }
  }
}

export const createCipheriv = (name, key, iv, options) => new Cipheriv(true, name, key, iv, options);
export const createDecipheriv = (name, key, iv, options) => new Cipheriv(false, name, key, iv, options);

// ---- signatures ------------------------------------------------------------------------------------

const bytesOf = (value, name, encoding) => {
  const bytes = data(value, name, encoding);
  return typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
};

export function sign(algorithm, value, key, callback) {
  return answer(callback, () => keys.sign(algorithm, bytesOf(value, 'data'), key));
}

export function verify(algorithm, value, key, signature, callback) {
  return answer(callback, () => keys.verify(algorithm, bytesOf(value, 'data'), key, bytesOf(signature, 'signature')));
}

class Collector extends Writable {
  #parts = [];
  algorithm;

  constructor(algorithm) {
    super();
    this.algorithm = algorithm;
  }

  update(value, encoding) {
    this.#parts.push(Buffer.from(bytesOf(value, 'data', encoding)));
    return this;
  }

  _write(chunk, encoding, callback) {
    this.update(chunk);
    callback();
  }

  all() {
    return Buffer.concat(this.#parts);
  }
}

export class Sign extends Collector {
  sign(key, encoding) {
    const made = keys.sign(this.algorithm, this.all(), key);
    return encoding === undefined || encoding === 'buffer' ? made : made.toString(encoding);
  }
}

export class Verify extends Collector {
  verify(key, signature, encoding) {
    return keys.verify(this.algorithm, this.all(), key, bytesOf(signature, 'signature', encoding));
  }
}

export const createSign = (algorithm) => new Sign(algorithm);
export const createVerify = (algorithm) => new Verify(algorithm);

export const webcrypto = crypto;
export const { subtle } = crypto;
export const getRandomValues = (array) => crypto.getRandomValues(array);
export const constants = Object.freeze({
  RSA_PKCS1_PADDING: 1, RSA_NO_PADDING: 3, RSA_PKCS1_OAEP_PADDING: 4, RSA_PKCS1_PSS_PADDING: 6, RSA_PSS_SALTLEN_DIGEST: -1,
  RSA_PSS_SALTLEN_AUTO: -2, RSA_PSS_SALTLEN_MAX_SIGN: -2,
});

export default {
  KeyObject, Hash, Hmac, Sign, Verify, createSecretKey, createPrivateKey, createPublicKey, generateKeyPair, generateKeyPairSync, createHash,
  createHmac, hash, getHashes, getCiphers, getCipherInfo, getCurves, randomUUID, randomBytes, randomFillSync, randomFill, randomInt,
  timingSafeEqual, scryptSync, scrypt, pbkdf2Sync, pbkdf2, hkdfSync, hkdf, createCipheriv, createDecipheriv, createSign, createVerify, sign,
  verify, webcrypto, subtle, getRandomValues, constants,
};
