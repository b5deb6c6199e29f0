// Keys and signatures of `node:crypto`, over the natives that `crypto.subtle` uses.
(function keys(native) {
  'use strict';

  const { Buffer, wrap } = native.load('buffer');
  const { octets } = native.load('blob');
  const CURVES = ['P-256', 'P-384', 'P-521', 'Ed25519'];
  const NODE_CURVES = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };
  const ALIASES = { 'prime256v1': 'P-256', 'secp256r1': 'P-256', 'p-256': 'P-256', 'secp384r1': 'P-384', 'p-384': 'P-384', 'secp521r1': 'P-521', 'p-521': 'P-521' };
  const SIZES = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };
  const RSA_PARTS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];
  const PSS_PADDING = 6;

  function coded(Type, code, message) {
    const error = new Type(message);
    error.code = code;
    return error;
  }

  const base64url = (bytes) => native.base64Encode(bytes, true);
  const badKey = () => coded(Error, 'ERR_OSSL_UNSUPPORTED', 'The key could not be read: it must be an RSA, P-256, P-384, P-521 or Ed25519 key without a passphrase');

  /** `key` is { curve, private, public } or { rsa, isPrivate }, or the bytes of a secret. */
  class KeyObject {
    #type;
    #key;

    constructor(type, key) {
      this.#type = type;
      this.#key = key;
    }

    static key(object) { return object.#key; }

    static from(key) {
      const state = native.load('crypto').keyState(key);
      if (state.type === 'secret') return new KeyObject('secret', Buffer.from(state.bytes));
      const { name, namedCurve } = state.algorithm;
      if (name.startsWith('RSA')) return new KeyObject(state.type, { rsa: state.bytes, isPrivate: state.type === 'private' });
      return new KeyObject(state.type, { curve: namedCurve ?? name, private: state.type === 'private' ? state.bytes : undefined, public: state.publicBytes });
    }

    get type() { return this.#type; }
    get symmetricKeySize() { return this.#type === 'secret' ? this.#key.length : undefined; }

    get asymmetricKeyType() {
      if (this.#type === 'secret') return undefined;
      return this.#key.rsa !== undefined ? 'rsa' : this.#key.curve === 'Ed25519' ? 'ed25519' : 'ec';
    }

    get asymmetricKeyDetails() {
      if (this.#type === 'secret') return undefined;
      if (this.#key.rsa === undefined) return this.#key.curve === 'Ed25519' ? {} : { namedCurve: NODE_CURVES[this.#key.curve] };
      const [n, e] = native.rsaParts(this.#key.isPrivate, this.#key.rsa);
      return { modulusLength: n.length * 8 + 24 - Math.clz32(n[0]), publicExponent: BigInt(`0x${native.hexEncode(e)}`) };
    }

    equals(other) {
      if (!(other instanceof KeyObject) || other.type !== this.type) return false;
      const [a, b] = [this, other].map((key) => key.export(key.type === 'secret' ? undefined : { format: 'der', type: key.type === 'public' ? 'spki' : 'pkcs8' }));
      return a.length === b.length && native.timingSafeEqual(a, b);
    }

    export(options = {}) {
      const key = this.#key;
      if (this.#type === 'secret') return options.format === 'jwk' ? { kty: 'oct', k: base64url(key) } : Buffer.from(key);
      if (options.format === 'jwk') return this.#jwk();
      const type = options.type ?? (this.#type === 'public' ? 'spki' : 'pkcs8');
      if (options.cipher !== undefined) throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'Keys with a passphrase are not available in Formwork');
      const der = key.rsa !== undefined ? (type === 'pkcs1' ? key.rsa : native.rsaWrap(type, key.rsa))
        : native.curveWrite(key.curve, type, this.#type === 'public' ? key.public : key.private);
      if (der === undefined) throw coded(Error, 'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS', `The key cannot be exported as ${type}`);
      if (options.format === 'der') return wrap(der);
      const label = { spki: 'PUBLIC KEY', pkcs8: 'PRIVATE KEY', pkcs1: this.#type === 'public' ? 'RSA PUBLIC KEY' : 'RSA PRIVATE KEY' }[type];
      return `-----BEGIN ${label}-----\n${native.base64Encode(der, false).replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
    }

    #jwk() {
      const key = this.#key;
      if (key.rsa !== undefined) {
        const jwk = { kty: 'RSA' };
        native.rsaParts(key.isPrivate, key.rsa).forEach((part, index) => (jwk[RSA_PARTS[index]] = base64url(part)));
        return jwk;
      }
      const secret = key.private === undefined ? {} : { d: base64url(key.private) };
      if (key.curve === 'Ed25519') return { crv: 'Ed25519', x: base64url(key.public), kty: 'OKP', ...secret };
      const size = SIZES[key.curve];
      return { kty: 'EC', x: base64url(key.public.slice(1, 1 + size)), y: base64url(key.public.slice(1 + size)), crv: key.curve, ...secret };
    }
  }
  const { key: keyOf } = KeyObject;
  delete KeyObject.key;

  function fromDer(format, der) {
    if (format === 'pkcs1') {
      const isPrivate = native.rsaParts(true, der) !== undefined;
      if (!isPrivate && native.rsaParts(false, der) === undefined) throw badKey();
      return { rsa: der, isPrivate };
    }
    for (const curve of CURVES) {
      const pair = native.curveRead(curve, format, der);
      if (pair !== undefined) return { curve, private: pair[0] ?? undefined, public: pair[1] };
    }
    const rsa = format === 'sec1' ? undefined : native.rsaUnwrap(format, der);
    if (rsa === undefined) throw badKey();
    return { rsa, isPrivate: format === 'pkcs8' };
  }

  function fromJwk(jwk) {
    const bytes = (text) => native.base64Decode(String(text));
    if (jwk.kty === 'RSA') {
      const isPrivate = jwk.d !== undefined;
      const rsa = native.rsaFromParts((isPrivate ? RSA_PARTS : ['n', 'e']).map((part) => bytes(jwk[part])));
      if (rsa === undefined) throw badKey();
      return { rsa, isPrivate };
    }
    const point = jwk.kty === 'OKP' ? bytes(jwk.x) : Buffer.concat([Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]);
    const pair = CURVES.includes(jwk.crv) ? (jwk.d === undefined ? native.curveRead(jwk.crv, 'raw', point) : native.curveRead(jwk.crv, 'scalar', bytes(jwk.d))) : undefined;
    if (pair === undefined) throw badKey();
    return { curve: jwk.crv, private: pair[0] ?? undefined, public: pair[1] };
  }

  const LABELS = {
    'PUBLIC KEY': 'spki', 'PRIVATE KEY': 'pkcs8', 'RSA PUBLIC KEY': 'pkcs1', 'RSA PRIVATE KEY': 'pkcs1', 'EC PRIVATE KEY': 'sec1',
  };

  /** Anything that Node takes for a key, as what `KeyObject` keeps. */
  function read(input) {
    if (input instanceof KeyObject) return keyOf(input);
    const given = typeof input === 'object' && input !== null && octets(input) === undefined && !(input instanceof CryptoKey) ? input : { key: input };
    if (given.key instanceof KeyObject) return keyOf(given.key);
    if (given.key instanceof CryptoKey) return keyOf(KeyObject.from(given.key));
    if (given.format === 'jwk') return fromJwk(given.key);
    if (given.format === 'der') return fromDer(given.type ?? 'spki', octets(given.key));
    const text = typeof given.key === 'string' ? given.key : Buffer.from(octets(given.key) ?? []).toString('latin1');
    const found = /-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/.exec(text);
    if (found === null || LABELS[found[1]] === undefined) throw badKey();
    return fromDer(LABELS[found[1]], native.base64Decode(found[2].replace(/\s/g, '')));
  }

  const isPrivate = (key) => (key.rsa !== undefined ? key.isPrivate : key.private !== undefined);

  function createPrivateKey(input) {
    const key = read(input);
    if (!isPrivate(key)) throw badKey();
    return new KeyObject('private', key);
  }

  function createPublicKey(input) {
    const key = read(input);
    if (!isPrivate(key)) return new KeyObject('public', key);
    if (key.rsa === undefined) return new KeyObject('public', { curve: key.curve, public: key.public });
    return new KeyObject('public', { rsa: native.rsaFromParts(native.rsaParts(true, key.rsa).slice(0, 2)), isPrivate: false });
  }

  function generateKeyPairSync(type, options = {}) {
    const curve = type === 'ed25519' ? 'Ed25519' : type === 'ec' ? ALIASES[String(options.namedCurve).toLowerCase()] : undefined;
    if (curve === undefined) throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `Formwork cannot generate ${type} keys${type === 'ec' ? ` of the curve ${options.namedCurve}` : ''}`);
    const [secret, open] = native.curveRead(curve, 'scalar', native.curveGenerate(curve));
    const pair = { publicKey: new KeyObject('public', { curve, public: open }), privateKey: new KeyObject('private', { curve, private: secret, public: open }) };
    if (options.publicKeyEncoding) pair.publicKey = pair.publicKey.export(options.publicKeyEncoding);
    if (options.privateKeyEncoding) pair.privateKey = pair.privateKey.export(options.privateKeyEncoding);
    return pair;
  }

  // ---- signatures ----------------------------------------------------------------------------------

  /** `r` and `s` side by side as the DER sequence that OpenSSL writes. */
  function toDer(signature) {
    const half = signature.length / 2;
    const integer = (bytes) => {
      let at = 0;
      while (at < bytes.length - 1 && bytes[at] === 0) at++;
      const body = bytes[at] & 0x80 ? [0, ...bytes.subarray(at)] : [...bytes.subarray(at)];
      return [2, body.length, ...body];
    };
    const body = [...integer(signature.subarray(0, half)), ...integer(signature.subarray(half))];
    return Buffer.from([0x30, ...(body.length < 128 ? [body.length] : [0x81, body.length]), ...body]);
  }

  function fromSignature(der, size) {
    const out = new Uint8Array(size * 2);
    let at = der[1] === 0x81 ? 3 : 2;
    for (const end of [size, size * 2]) {
      const length = der[at + 1];
      let bytes = der.subarray(at + 2, at + 2 + length);
      while (bytes.length > size && bytes[0] === 0) bytes = bytes.subarray(1);
      if (der[0] !== 0x30 || der[at] !== 2 || bytes.length > size || bytes.length === 0) return new Uint8Array(0);
      out.set(bytes, end - bytes.length);
      at += 2 + length;
    }
    return out;
  }

  function hashName(algorithm) {
    const found = /^(?:rsa-|ecdsa-with-)?sha-?(1|256|384|512)$/i.exec(String(algorithm));
    if (found === null) throw coded(Error, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`);
    return `SHA-${found[1]}`;
  }

  const optionsOf = (input) => (typeof input === 'object' && input !== null ? input : {});

  function schemeOf(options) {
    if (options.padding !== PSS_PADDING) return 'PKCS1';
    if (options.saltLength !== undefined && ![-1, -2, 32, 48, 64].includes(options.saltLength)) {
      throw coded(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', 'RSA-PSS is only there with a salt as long as the digest (crypto.constants.RSA_PSS_SALTLEN_DIGEST)');
    }
    return 'PSS';
  }

  function sign(algorithm, data, input) {
    const key = read(input);
    if (!isPrivate(key)) throw badKey();
    const options = optionsOf(input);
    if (key.curve === 'Ed25519') return wrap(native.curveSign('Ed25519', '', key.private, data));
    const hash = hashName(algorithm);
    const made = key.rsa !== undefined ? native.rsaSign(schemeOf(options), hash, key.rsa, data) : native.curveSign(key.curve, hash, key.private, data);
    if (made === undefined) throw coded(Error, 'ERR_CRYPTO_SIGN', 'The data could not be signed with this key and digest');
    return key.rsa !== undefined || options.dsaEncoding === 'ieee-p1363' ? wrap(made) : toDer(made);
  }

  function verify(algorithm, data, input, signature) {
    const key = keyOf(createPublicKey(input));
    const options = optionsOf(input);
    if (key.curve === 'Ed25519') return native.curveVerify('Ed25519', '', key.public, signature, data);
    const hash = hashName(algorithm);
    if (key.rsa !== undefined) return native.rsaVerify(schemeOf(options), hash, key.rsa, signature, data);
    const plain = options.dsaEncoding === 'ieee-p1363' ? signature : fromSignature(signature, SIZES[key.curve]);
    return native.curveVerify(key.curve, hash, key.public, plain, data);
  }

  return { KeyObject, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify };
});
