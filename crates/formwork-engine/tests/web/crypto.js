const hex = (buffer) => [...new Uint8Array(buffer)].map((b) => b.toString(16).padStart(2, '0')).join('');
const utf8 = (text) => new TextEncoder().encode(text);

test('randomness', () => {
  assert(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()));
  assert(crypto.randomUUID() !== crypto.randomUUID());
  const array = new Uint32Array(8);
  assert(crypto.getRandomValues(array) === array);
  assert(array.some((n) => n !== 0));
  throws(() => crypto.getRandomValues(new Float64Array(1)), 'TypeMismatchError');
  throws(() => crypto.getRandomValues(new Uint8Array(65537)), 'QuotaExceededError');
});

test('digests', async () => {
  eq(hex(await crypto.subtle.digest('SHA-1', utf8('abc'))), 'a9993e364706816aba3e25717850c26c9cd0d89d');
  eq(hex(await crypto.subtle.digest({ name: 'sha-256' }, utf8('abc').buffer)), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  eq((await crypto.subtle.digest('SHA-384', utf8(''))).byteLength, 48);
  eq((await crypto.subtle.digest('SHA-512', utf8(''))).byteLength, 64);
  await rejects(crypto.subtle.digest('MD5', utf8('')), 'NotSupportedError');
});

test('HMAC', async () => {
  const key = await crypto.subtle.importKey('raw', utf8('key'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign', 'verify']);
  eq([key.type, key.extractable, key.algorithm.name, key.algorithm.hash.name, key.usages], ['secret', true, 'HMAC', 'SHA-256', ['sign', 'verify']]);
  const data = utf8('The quick brown fox jumps over the lazy dog');
  const signature = await crypto.subtle.sign('HMAC', key, data);
  eq(hex(signature), 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8');
  eq([await crypto.subtle.verify('HMAC', key, signature, data), await crypto.subtle.verify('HMAC', key, signature, utf8('x'))], [true, false]);
  eq(hex(await crypto.subtle.exportKey('raw', key)), hex(utf8('key')));
  const signer = await crypto.subtle.importKey('raw', utf8('key'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  await rejects(crypto.subtle.verify('HMAC', signer, signature, data), 'InvalidAccessError');
  await rejects(crypto.subtle.exportKey('raw', signer), 'InvalidAccessError');
  const made = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-512' }, true, ['sign']);
  eq((await crypto.subtle.exportKey('raw', made)).byteLength, 128);
  const base = await crypto.subtle.importKey('raw', utf8('password'), 'PBKDF2', false, ['deriveBits']);
  const derived = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: utf8('salt'), iterations: 2 }, base, 160);
  eq(hex(derived), 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957');
});
