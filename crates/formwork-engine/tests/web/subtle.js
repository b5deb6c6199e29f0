// `crypto.subtle`: rows from the standards (RFCs and NIST vectors), and round trips through every format of a key.
const { subtle } = crypto;
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, '0')).join('');
const utf8 = (text) => new TextEncoder().encode(text);

test('AES-GCM', async () => {
  const key = await subtle.importKey('raw', bytes('feffe9928665731c6d6a8f9467308308'), 'AES-GCM', true, ['encrypt', 'decrypt']);
  eq([key.type, key.algorithm.name, key.algorithm.length, key.usages], ['secret', 'AES-GCM', 128, ['encrypt', 'decrypt']]);
  const algorithm = {
    name: 'AES-GCM', iv: bytes('cafebabefacedbaddecaf888'), additionalData: bytes('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  };
  const plain = bytes('d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39');
  const hidden = await subtle.encrypt(algorithm, key, plain);
  eq(hex(hidden), '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47');
  eq(hex(await subtle.decrypt(algorithm, key, hidden)), hex(plain));
  await rejects(subtle.decrypt({ ...algorithm, additionalData: new Uint8Array(1) }, key, hidden), 'OperationError');
  await rejects(subtle.decrypt(algorithm, key, hidden.slice(1)), 'OperationError');
  await rejects(subtle.importKey('raw', new Uint8Array(15), 'AES-GCM', true, ['encrypt']), 'DataError');
  await rejects(subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['sign']), 'SyntaxError');
  await rejects(subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, []), 'SyntaxError');
  const jwk = await subtle.exportKey('jwk', key);
  eq(jwk, { kty: 'oct', k: '_v_pkoZlcxxtao-UZzCDCA', alg: 'A128GCM', key_ops: ['encrypt', 'decrypt'], ext: true });
  const again = await subtle.importKey('jwk', jwk, 'AES-GCM', false, ['decrypt']);
  eq(hex(await subtle.decrypt(algorithm, again, hidden)), hex(plain));
  await rejects(subtle.encrypt(algorithm, again, plain), 'InvalidAccessError');
  await rejects(subtle.importKey('jwk', { ...jwk, alg: 'A256GCM' }, 'AES-GCM', false, ['decrypt']), 'DataError');
});

test('AES-CBC and AES-CTR', async () => {
  const secret = bytes('2b7e151628aed2a6abf7158809cf4f3c');
  const cbc = await subtle.importKey('raw', secret, 'AES-CBC', false, ['encrypt', 'decrypt']);
  const iv = bytes('000102030405060708090a0b0c0d0e0f');
  const hidden = await subtle.encrypt({ name: 'AES-CBC', iv }, cbc, bytes('6bc1bee22e409f96e93d7e117393172a'));
  eq([hidden.byteLength, hex(hidden).slice(0, 32)], [32, '7649abac8119b246cee98e9b12e9197d']);
  eq(hex(await subtle.decrypt({ name: 'AES-CBC', iv }, cbc, hidden)), '6bc1bee22e409f96e93d7e117393172a');
  await rejects(subtle.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, cbc, hidden.slice(0, 16)), 'OperationError');
  const ctr = await subtle.importKey('raw', secret, 'AES-CTR', false, ['encrypt']);
  const counter = bytes('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
  eq(hex(await subtle.encrypt({ name: 'AES-CTR', counter, length: 128 }, ctr, bytes('6bc1bee22e409f96e93d7e117393172a'))), '874d6191b620e3261bef6864990db6ce');
});

test('derivation', async () => {
  const base = await subtle.importKey('raw', bytes('0b'.repeat(22)), 'HKDF', false, ['deriveBits', 'deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: bytes('000102030405060708090a0b0c'), info: bytes('f0f1f2f3f4f5f6f7f8f9') };
  eq(hex(await subtle.deriveBits(hkdf, base, 336)), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  const key = await subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  eq((await subtle.exportKey('raw', key)).byteLength, 32);
  await rejects(subtle.deriveBits(hkdf, base, 12), 'OperationError');
  await rejects(subtle.importKey('raw', new Uint8Array(1), 'HKDF', true, ['deriveBits']), 'SyntaxError');
  const password = await subtle.importKey('raw', utf8('password'), 'PBKDF2', false, ['deriveKey']);
  const derived = await subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: utf8('salt'), iterations: 1 }, password, { name: 'HMAC', hash: 'SHA-256', length: 256 }, true, ['sign']);
  eq(hex(await subtle.exportKey('raw', derived)), '120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b');
  await rejects(subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: utf8('s'), iterations: 1 }, password, 8), 'InvalidAccessError');
});

test('ECDSA and Ed25519: every format', async () => {
  for (const [algorithm, sign] of [
    [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }], [{ name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: { name: 'SHA-384' } }],
    [{ name: 'ECDSA', namedCurve: 'P-521' }, { name: 'ECDSA', hash: 'SHA-512' }], [{ name: 'Ed25519' }, 'Ed25519'],
  ]) {
    const pair = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
    eq([pair.publicKey.type, pair.publicKey.usages, pair.privateKey.type, pair.privateKey.usages], ['public', ['verify'], 'private', ['sign']]);
    const signature = await subtle.sign(sign, pair.privateKey, utf8('data'));
    for (const format of ['spki', 'raw', 'jwk']) {
      const key = await subtle.importKey(format, await subtle.exportKey(format, pair.publicKey), algorithm, true, ['verify']);
      eq([await subtle.verify(sign, key, signature, utf8('data')), await subtle.verify(sign, key, signature, utf8('date'))], [true, false], format);
      eq(await subtle.verify(sign, key, new Uint8Array(3), utf8('data')), false);
    }
    for (const format of ['pkcs8', 'jwk']) {
      const key = await subtle.importKey(format, await subtle.exportKey(format, pair.privateKey), algorithm, false, ['sign']);
      assert(await subtle.verify(sign, pair.publicKey, await subtle.sign(sign, key, utf8('x')), utf8('x')), format);
      await rejects(subtle.exportKey(format, key), 'InvalidAccessError');
    }
    await rejects(subtle.exportKey('pkcs8', pair.publicKey), 'InvalidAccessError');
    await rejects(subtle.sign(sign, pair.publicKey, utf8('x')), 'InvalidAccessError');
    await rejects(subtle.importKey('spki', new Uint8Array(20), algorithm, true, ['verify']), 'DataError');
    const jwk = await subtle.exportKey('jwk', pair.privateKey);
    await rejects(subtle.importKey('jwk', { ...jwk, x: jwk.d }, algorithm, true, ['sign']), 'DataError');
  }
});

test('known keys and signatures', async () => {
  // RFC 8037, appendix A.
  const ed = { kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
  const key = await subtle.importKey('jwk', ed, 'Ed25519', false, ['sign']);
  const input = utf8('eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc');
  const made = hex(await subtle.sign('Ed25519', key, input));
  eq(made.slice(0, 32), '860c98d2297f3060a33f42739672d61b');
  // RFC 7515, appendix A.3.
  const ec = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' };
  const signature = Uint8Array.from(atob('DtEhU3ljbEg8L38VWAfUAqOyKAM6+Xx+F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3+Kg6NU1Q=='), (c) => c.charCodeAt(0));
  const signed = utf8('eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ');
  const open = await subtle.importKey('jwk', ec, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
  eq(await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, open, signature, signed), true);
});

test('ECDSA: a hash that is shorter than the field asks for', async () => {
  for (const [namedCurve, hash] of [['P-521', 'SHA-256'], ['P-384', 'SHA-1'], ['P-521', 'SHA-1']]) {
    const { privateKey, publicKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
    const signature = await subtle.sign({ name: 'ECDSA', hash }, privateKey, utf8('short'));
    eq(await subtle.verify({ name: 'ECDSA', hash }, publicKey, signature, utf8('short')), true, namedCurve);
    eq(await subtle.verify({ name: 'ECDSA', hash }, publicKey, signature, utf8('other')), false, namedCurve);
  }
});

test('ECDH', async () => {
  for (const namedCurve of ['P-256', 'P-384', 'P-521']) {
    const algorithm = { name: 'ECDH', namedCurve };
    const [a, b] = [await subtle.generateKey(algorithm, true, ['deriveBits', 'deriveKey']), await subtle.generateKey(algorithm, true, ['deriveBits'])];
    eq(a.publicKey.usages, []);
    const one = await subtle.deriveBits({ name: 'ECDH', public: b.publicKey }, a.privateKey, 256);
    const other = await subtle.deriveBits({ name: 'ECDH', public: a.publicKey }, b.privateKey, 256);
    eq([one.byteLength, hex(one)], [32, hex(other)]);
    const key = await subtle.deriveKey({ name: 'ECDH', public: b.publicKey }, a.privateKey, { name: 'AES-GCM', length: 128 }, true, ['encrypt']);
    eq(hex(await subtle.exportKey('raw', key)), hex(one).slice(0, 32));
    await rejects(subtle.deriveBits({ name: 'ECDH', public: b.privateKey }, a.privateKey, 256), 'InvalidAccessError');
  }
});

test('odd lengths', async () => {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  eq((await subtle.importKey('raw', new Uint8Array(5), { ...hmac, length: 40 }, false, ['sign'])).algorithm.length, 40);
  for (const length of [0, 8, 39, 48, 'x']) await rejects(subtle.importKey('raw', new Uint8Array(5), { ...hmac, length }, false, ['sign']), 'DataError');
  for (const length of [0, -8, 7, 0.5, NaN, 'x']) await rejects(subtle.generateKey({ ...hmac, length }, false, ['sign']), 'OperationError', '', String(length));
  const secret = await subtle.importKey('raw', new Uint8Array(5), 'PBKDF2', false, ['deriveBits']);
  const derive = (iterations, length) => subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: new Uint8Array(0), iterations }, secret, length);
  for (const iterations of [0, 0.5, -1, 2 ** 32, Infinity, undefined]) await rejects(derive(iterations, 8), 'OperationError');
  for (const length of [-8, 7, 0.5, null, NaN, '8']) await rejects(derive(1, length), 'OperationError');
  await rejects(derive(1, 2 ** 40), RangeError);
  eq([(await derive(1, 0)).byteLength, (await derive(1, 24)).byteLength], [0, 3]);
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const pair = await subtle.generateKey(curve, false, ['deriveBits']);
  for (const length of [-8, 7, 264]) await rejects(subtle.deriveBits({ ...curve, public: pair.publicKey }, pair.privateKey, length), 'OperationError');
  for (const format of ['raw', 'spki']) await rejects(subtle.importKey(format, new Uint8Array(3), curve, true, []), 'DataError');
  for (const d of ['', 'AA', 'AAAA', '_'.repeat(43), 'A'.repeat(43), 'A'.repeat(200)]) {
    await rejects(subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0', d }, curve, true, ['deriveBits']), 'DataError');
  }
});

// Made with OpenSSL, for this test.
const RSA = {
  kty: 'RSA',
  n: 'u1cE5X9liJgrxOOO81d35o6mwcNhZsCzhfwoJAjmuyFRMcagomj48Kl0mUFW7Htioj-vj5Kl9kgBq7N-u73gKQPMULUCzPC3sN60oNKOjJUsZmDrV1uF3gmfyE2JJx2TQNL2e48LDWH10MRz5oBOQeFIPKuALPlicohbOEHFsTLp2xJZ5aLepD6rYk4zead58s_L-vwzhWfMLGkuH8Xc4cqV4pz9fUXXGwE9RzdfYEc8oweHZKUEA6XcGh21O5ElhpQT65Tpq-6wCph1ZcKMRvOkcvvRnBTIadZr3q-Ux5qxHOCcwBYl0jyLq2QWGLEHwmkNu1lLr09dENOA4BZeXw',
  e: 'AQAB',
  d: 'BaPJjzDPeC5aYMOTfOM7Snw14T5UZUxWLOL8HWkMtU7dHnrGQLxSNP40blcJOaKO8BW0HUGydrwDqSM1YnpZSaUELcIZIu8BxNFZe2xOE0WoL2zWATDElLoWjILR4GjS-MzCLBlkhtIPdYSGLax6Mw7FuG71t-lOe8MatUvS2FI0fXnqmFOs2Y0Upp82MgFrozwjHivtI5ML0PuOjfQd61Tl2yQW0JTxh1bw-fiuWFE37GKfkB6Wl73FAB62SSEBXSDd6MFHVZVM4c-JGLFVXdiEtEu9FjWPeqg6Wj6tIFbpUtTvTT1hwGUvQ0pbLiZAgmwUxeFjvWs6J7io76gh',
  p: '7XbAGAlw2QH4_3KW0AbiAXIax_a_WhGQl66GBNn934ky6KuyjwVvuLduwzCcGB3I0Nk9wzV3USPj7RcMy1MvPHoiwfT8l8r83ONx5XCL8iJLvbvvqlDYKTTNN-3-a_SS-LIdD_t7K7Eka5HkGLEbc_tt6c7wM_06boq2nO6vA6E',
  q: 'yfaj0q2-hcdtNPorDwfnbE0oKh_Hse3NnqK6s8dwZl29P-Tfp32c3EtHTczDSn6vSOCwKY4zjp3U04Jw8Q0p2vkcWCj0le2NI1cByE3YtxmMOT2BKgxA5R7q1_x6XltiGYPnETXuONe_L3cbP6pnuE6nYQUq_oIJbOyevOwKIf8',
  dp: 'iljTFa36ZxP1I655Gv3HkpwN6k5hsXHmUdjGD_GJLUDbvh66SwUZz_5es62QY6SGqNbIWwC9YTKNykXRmGwAazWlJmc6-pyysWZ5pvjpL8q3YfUqbonnRiqTHXC09-Rn9CihMfyMCCqOU3WN9KzKl8n2gW-lFkUEU_7Q4aFVqcE',
  dq: 'Ju17Nih3CKIf0o5Frmf_m0hj7XqiqxEDCQiko_JVH-YBjEc5NLdpfKyl2cEWA03Xy1xDmD7ogRy64OnLiyrWXnaVmAiM3DklcyJaHZmjo-cwt_e65bfm6kLDUU5A598FUZWy_AZBHIO5PhTfE65sv4GpkXHFj7jQyEXzcsasTVE',
  qi: 'Bj_CxgauLis-boYPZHbeHj_sJeCTH0eg103rVBNDmjHFKFuLbQbM0KWThZl5oOHDze7qTjBtAZSVEld7NccCdJLoOhqONxIGsk22avI7tZnDhiwaKtaR2foFUJwckzpXGnuXxZnkShAIS5GydASMiH8pP5YIIRBiXmcdpZiOPic',
};
const SIGNATURES = {
  'RSASSA-PKCS1-v1_5': 'UCEcp_1IvIwhuzkNUsgbOBUpWdA4UxIEpyhoDJb1IDNQ4JYqEbA_87OXDvOG-Px89RcxUrlgo_j_9EfpslofbaYu1QHZp6L4NXaJFivpCAVVpwXfCye7wkUzNADMkh69VTdWBxKH_CmuvoVvvCXaSTzlmx1yXEZ0Zu9O8zi_p-nxM4TwDp2RroaUbAYxt_Wa-MbXgVnqk20XYvuUHOTOL8mFYU2dlCCzn8Pz5k1LPbQz1QMZeMMDSXh7LO-YxCpNZ-E4-2sx5z0xH4i8UDDNiC3x4D1yZ_MmzPvDbzV3X3mtjsTKA_0vMyqi8kyeR8GBnFN3udHUBYn6TYf7XL4-qg',
  'RSA-PSS': 'QkX4MgqcP6Rou3hhk2nVH_4bIJrIsdyVC2mzA-UCgHAbuYgRfIrsO47IwCbu4JjFmaZxqIjVMb4bpz-G0GhPhbKMpZWXLoXh8ob3IA9bkFLyExIMAbRyLvk_c3c2DzRPc74Vf9PCm59qz-7a_fqQ7UXCEY1Srz6US2IvNp3K2DDBoM7eeO4RD5SIhezgZuvy9zpqEv-GZ5NBHTVcI0WjoNSQ5rftc30tn1dc4WmSNjszlD_hcegYdH87ze28dM8USZEf8FIBf2ZLB3AMlmKDhw02CG6ULv5vBX7qXLM-3Kw7qH41LbNp6elKIOWwiNiQXxyOlSmRYxmc-rbk4tgbBQ',
};

test('RSA', async () => {
  for (const [algorithm, sign] of [
    [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, 'RSASSA-PKCS1-v1_5'], [{ name: 'RSA-PSS', hash: 'SHA-384' }, { name: 'RSA-PSS', saltLength: 48 }],
  ]) {
    const { d, p, q, dp, dq, qi, ...open } = RSA;
    const publicKey = await subtle.importKey('jwk', open, algorithm, true, ['verify']);
    eq([publicKey.algorithm.modulusLength, [...publicKey.algorithm.publicExponent], publicKey.algorithm.hash.name], [2048, [1, 0, 1], algorithm.hash]);
    const spki = await subtle.exportKey('spki', publicKey);
    const again = await subtle.importKey('spki', spki, algorithm, true, ['verify']);
    eq((await subtle.exportKey('jwk', again)).n, RSA.n);
    await rejects(subtle.importKey('spki', new Uint8Array(9), algorithm, true, ['verify']), 'DataError');
    await rejects(subtle.importKey('spki', spki, algorithm, true, ['sign']), 'SyntaxError');
    await rejects(subtle.generateKey({ ...algorithm, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }, true, ['sign']), 'NotSupportedError');
    eq(await subtle.verify(sign, again, new Uint8Array(256), utf8('x')), false);
    const theirs = Uint8Array.from(atob(SIGNATURES[algorithm.name].replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    eq([await subtle.verify(sign, again, theirs, utf8('data')), await subtle.verify(sign, again, theirs, utf8('date'))], [true, false]);
    const privateKey = await subtle.importKey('jwk', RSA, algorithm, true, ['sign']);
    const pkcs8 = await subtle.importKey('pkcs8', await subtle.exportKey('pkcs8', privateKey), algorithm, true, ['sign']);
    eq((await subtle.exportKey('jwk', pkcs8)).qi, RSA.qi);
    assert(await subtle.verify(sign, publicKey, await subtle.sign(sign, pkcs8, utf8('x')), utf8('x')));
  }
});

test('wrapping', async () => {
  const wrapping = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  const key = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  const algorithm = { name: 'AES-GCM', iv: new Uint8Array(12) };
  for (const format of ['raw', 'jwk']) {
    const wrapped = await subtle.wrapKey(format, key, wrapping, algorithm);
    const back = await subtle.unwrapKey(format, wrapped, wrapping, algorithm, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
    eq(hex(await subtle.exportKey('raw', back)), hex(await subtle.exportKey('raw', key)));
  }
});

test('what is not there is refused by name', async () => {
  await rejects(subtle.generateKey({ name: 'RSA-OAEP', hash: 'SHA-256' }, true, ['encrypt']), 'NotSupportedError', 'RSA-OAEP');
  await rejects(subtle.generateKey('X25519', true, ['deriveBits']), 'NotSupportedError', 'X25519');
  await rejects(subtle.importKey('raw', new Uint8Array(16), { name: 'ECDSA', namedCurve: 'K-256' }, true, ['verify']), 'NotSupportedError', 'K-256');
  await rejects(subtle.digest('SHA-3', new Uint8Array(0)), 'NotSupportedError');
  await rejects(subtle.importKey('raw', new Uint8Array(16), {}, true, ['sign']), TypeError);
  throws(() => new CryptoKey(), TypeError);
});
