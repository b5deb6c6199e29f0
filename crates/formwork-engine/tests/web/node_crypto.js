import crypto, { createHash, createHmac, randomBytes, randomInt, scrypt, scryptSync, timingSafeEqual, pbkdf2Sync, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';

test('hashes', () => {
  eq(createHash('md5').update('a').update('bc').digest('hex'), '900150983cd24fb0d6963f7d28e17f72');
  eq(createHash('sha1').update('abc').digest('base64'), 'qZk+NkcGgWq6PiVxeFDCbJzQ2J0=');
  eq(createHash('SHA256').update(new Uint8Array([97, 98, 99])).digest('hex').slice(0, 16), 'ba7816bf8f01cfea');
  eq(createHash('sha512').update('abc').digest().length, 64);
  assert(Buffer.isBuffer(createHash('sha256').digest()));
  eq(createHash('sha256').update('6162', 'hex').digest('hex'), createHash('sha256').update('ab').digest('hex'));
  const hash = createHash('sha256').update('a');
  const copy = hash.copy();
  eq(hash.update('b').digest('hex'), copy.update('b').digest('hex'));
  throws(() => hash.digest(), Error);
  throws(() => createHash('nope'), Error, 'Digest method not supported');
  throws(() => createHash('sha256').update(5), TypeError);
});

test('hmac', () => {
  eq(createHmac('sha256', 'key').update('The quick brown fox jumps over the lazy dog').digest('hex'), 'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8');
});

test('randomness', async () => {
  assert(randomUUID() !== crypto.randomUUID());
  eq(randomBytes(16).length, 16);
  for (let i = 0; i < 100; i++) { const n = randomInt(3, 6); assert(n >= 3 && n < 6); }
  eq(randomInt(1), 0);
  throws(() => randomInt(5, 5), RangeError);
  eq((await promisify(randomBytes)(8)).length, 8);
});

test('key derivation', async () => {
  const expected = '745731af4484f323968969eda289aeee005b5903ac561e64a5aca121797bf7734ef9fd58422e2e22183bcacba9ec87ba0c83b7a2e788f03ce0da06463433cda6';
  eq(scryptSync('password', 'salt', 64).toString('hex'), expected);
  eq((await promisify(scrypt)('password', 'salt', 64)).toString('hex'), expected);
  eq(scryptSync('', '', 64, { N: 16, r: 1, p: 1 }).toString('hex').slice(0, 16), '77d6576238657b20');
  throws(() => scryptSync('p', 's', 64, { N: 15 }), RangeError);
  throws(() => scryptSync('p', 's', 64, { N: 2 ** 20 }), RangeError);
  eq(pbkdf2Sync('password', 'salt', 1, 20, 'sha1').toString('hex'), '0c60c80f961f0e71f3a9b524af6012062fe037a6');
});

test('timingSafeEqual', () => {
  eq([timingSafeEqual(Buffer.from('a'), Buffer.from('a')), timingSafeEqual(Buffer.from('a'), Buffer.from('b'))], [true, false]);
  throws(() => timingSafeEqual(Buffer.from('a'), Buffer.from('ab')), RangeError);
});
