// `node:crypto`: randomness, hashes, HMAC, key derivation. Ciphers and signatures are not there.
const native = globalThis.__formwork_native;
const { Buffer, wrap } = native.load('buffer');
const { octets } = native.load('blob');
const { crypto } = globalThis;

function coded(Type, code, message) {
  const error = new Type(message);
  error.code = code;
  return error;
}

/** Text (in an encoding) or bytes, as natives take them. */
function data(value, name, encoding) {
  if (typeof value === 'string') {
    return encoding === undefined || encoding === 'utf8' || encoding === 'utf-8' ? value : Buffer.from(value, encoding);
  }
  const bytes = value instanceof KeyObject ? value.export() : octets(value);
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

class KeyObject {
  #bytes;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get type() {
    return 'secret';
  }

  get symmetricKeySize() {
    return this.#bytes.length;
  }

  export() {
    return Buffer.from(this.#bytes);
  }
}

export const createSecretKey = (key, encoding) => new KeyObject(Buffer.from(data(key, 'key', encoding)));
export { KeyObject };

class Hasher {
  #hasher;
  #algorithm;

  constructor(hasher, algorithm) {
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
export const getCiphers = () => [];
export const getCurves = () => [];

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

export const webcrypto = crypto;
export const { subtle } = crypto;
export const getRandomValues = (array) => crypto.getRandomValues(array);
export const constants = {};

export default {
  KeyObject, Hash, Hmac, createSecretKey, createHash, createHmac, hash, getHashes, getCiphers, getCurves, randomUUID, randomBytes,
  randomFillSync, randomFill, randomInt, timingSafeEqual, scryptSync, scrypt, pbkdf2Sync, pbkdf2, webcrypto, subtle, getRandomValues, constants,
};
