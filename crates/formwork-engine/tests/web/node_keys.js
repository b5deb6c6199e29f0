// Keys and signatures of `node:crypto`. The keys and their signatures were made with OpenSSL, for this test.
import crypto, { createPrivateKey, createPublicKey, createSign, createVerify, generateKeyPairSync, KeyObject, sign, verify } from 'node:crypto';

const RSA = `-----BEGIN RSA PRIVATE KEY-----
MIIEoQIBAAKCAQEAu1cE5X9liJgrxOOO81d35o6mwcNhZsCzhfwoJAjmuyFRMcag
omj48Kl0mUFW7Htioj+vj5Kl9kgBq7N+u73gKQPMULUCzPC3sN60oNKOjJUsZmDr
V1uF3gmfyE2JJx2TQNL2e48LDWH10MRz5oBOQeFIPKuALPlicohbOEHFsTLp2xJZ
5aLepD6rYk4zead58s/L+vwzhWfMLGkuH8Xc4cqV4pz9fUXXGwE9RzdfYEc8oweH
ZKUEA6XcGh21O5ElhpQT65Tpq+6wCph1ZcKMRvOkcvvRnBTIadZr3q+Ux5qxHOCc
wBYl0jyLq2QWGLEHwmkNu1lLr09dENOA4BZeXwIDAQABAoH/BaPJjzDPeC5aYMOT
fOM7Snw14T5UZUxWLOL8HWkMtU7dHnrGQLxSNP40blcJOaKO8BW0HUGydrwDqSM1
YnpZSaUELcIZIu8BxNFZe2xOE0WoL2zWATDElLoWjILR4GjS+MzCLBlkhtIPdYSG
Lax6Mw7FuG71t+lOe8MatUvS2FI0fXnqmFOs2Y0Upp82MgFrozwjHivtI5ML0PuO
jfQd61Tl2yQW0JTxh1bw+fiuWFE37GKfkB6Wl73FAB62SSEBXSDd6MFHVZVM4c+J
GLFVXdiEtEu9FjWPeqg6Wj6tIFbpUtTvTT1hwGUvQ0pbLiZAgmwUxeFjvWs6J7io
76ghAoGBAO12wBgJcNkB+P9yltAG4gFyGsf2v1oRkJeuhgTZ/d+JMuirso8Fb7i3
bsMwnBgdyNDZPcM1d1Ej4+0XDMtTLzx6IsH0/JfK/NzjceVwi/IiS72776pQ2Ck0
zTft/mv0kviyHQ/7eyuxJGuR5BixG3P7benO8DP9Om6KtpzurwOhAoGBAMn2o9Kt
voXHbTT6Kw8H52xNKCofx7HtzZ6iurPHcGZdvT/k36d9nNxLR03Mw0p+r0jgsCmO
M46d1NOCcPENKdr5HFgo9JXtjSNXAchN2LcZjDk9gSoMQOUe6tf8el5bYhmD5xE1
7jjXvy93Gz+qZ7hOp2EFKv6CCWzsnrzsCiH/AoGBAIpY0xWt+mcT9SOueRr9x5Kc
DepOYbFx5lHYxg/xiS1A274euksFGc/+XrOtkGOkhqjWyFsAvWEyjcpF0ZhsAGs1
pSZnOvqcsrFmeab46S/Kt2H1Km6J50Yqkx1wtPfkZ/QooTH8jAgqjlN1jfSsypfJ
9oFvpRZFBFP+0OGhVanBAoGAJu17Nih3CKIf0o5Frmf/m0hj7XqiqxEDCQiko/JV
H+YBjEc5NLdpfKyl2cEWA03Xy1xDmD7ogRy64OnLiyrWXnaVmAiM3DklcyJaHZmj
o+cwt/e65bfm6kLDUU5A598FUZWy/AZBHIO5PhTfE65sv4GpkXHFj7jQyEXzcsas
TVECgYAGP8LGBq4uKz5uhg9kdt4eP+wl4JMfR6DXTetUE0OaMcUoW4ttBszQpZOF
mXmg4cPN7upOMG0BlJUSV3s1xwJ0kug6Go43EgayTbZq8ju1mcOGLBoq1pHZ+gVQ
nByTOlcae5fFmeRKEAhLkbJ0BIyIfyk/lgghEGJeZx2lmI4+Jw==
-----END RSA PRIVATE KEY-----
`;
const RSA_SIGNATURE = 'UCEcp_1IvIwhuzkNUsgbOBUpWdA4UxIEpyhoDJb1IDNQ4JYqEbA_87OXDvOG-Px89RcxUrlgo_j_9EfpslofbaYu1QHZp6L4NXaJFivpCAVVpwXfCye7wkUzNADMkh69VTdWBxKH_CmuvoVvvCXaSTzlmx1yXEZ0Zu9O8zi_p-nxM4TwDp2RroaUbAYxt_Wa-MbXgVnqk20XYvuUHOTOL8mFYU2dlCCzn8Pz5k1LPbQz1QMZeMMDSXh7LO-YxCpNZ-E4-2sx5z0xH4i8UDDNiC3x4D1yZ_MmzPvDbzV3X3mtjsTKA_0vMyqi8kyeR8GBnFN3udHUBYn6TYf7XL4-qg';
const EC = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIO1SfPbOy1MjyE79m3nVl0jOzEl/fGv6NFwTFG/ow9VDoAoGCCqGSM49
AwEHoUQDQgAE4Y9mFl8QSHo9x+J9TNucHYeNbc/X4T1Jcw7JFV05hmrTVx1xk/uP
6wC7SLu/nmU/841Ck+CuDnPU/B9lMNPrEQ==
-----END EC PRIVATE KEY-----
`;
const EC_PUBLIC = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE4Y9mFl8QSHo9x+J9TNucHYeNbc/X
4T1Jcw7JFV05hmrTVx1xk/uP6wC7SLu/nmU/841Ck+CuDnPU/B9lMNPrEQ==
-----END PUBLIC KEY-----
`;
const EC_SIGNATURE = 'MEUCIFbNn17MM76K39K9SW6wUdhNBbC31Hx-AxIG2uEaBnXYAiEA_NIuHpL6JNetPh85gPEiO3SK9NPpSEPN-DAfSaq9S7c';
const data = Buffer.from('data');

test('keys in PEM, and what they sign', () => {
  const rsa = createPrivateKey(RSA);
  eq([rsa.type, rsa.asymmetricKeyType, rsa.asymmetricKeyDetails.modulusLength, rsa.asymmetricKeyDetails.publicExponent], ['private', 'rsa', 2048, 65537n]);
  eq(sign('sha256', data, RSA).toString('base64url'), RSA_SIGNATURE);
  eq(createSign('RSA-SHA256').update('da').update('ta').sign(rsa, 'base64url'), RSA_SIGNATURE);
  eq(createVerify('RSA-SHA256').update(data).verify(createPublicKey(RSA), RSA_SIGNATURE, 'base64url'), true);
  eq(verify('sha256', Buffer.from('date'), rsa, Buffer.from(RSA_SIGNATURE, 'base64url')), false);
  const padded = { key: RSA, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST };
  assert(verify('sha512', data, padded, sign('sha512', data, padded)));

  const ec = createPrivateKey(EC);
  eq([ec.asymmetricKeyType, ec.asymmetricKeyDetails.namedCurve], ['ec', 'prime256v1']);
  eq(createPublicKey(ec).export({ format: 'pem', type: 'spki' }), EC_PUBLIC);
  assert(verify('sha256', data, EC_PUBLIC, Buffer.from(EC_SIGNATURE, 'base64url')));
  for (let i = 0; i < 20; i++) assert(verify('sha256', Buffer.from([i]), EC_PUBLIC, sign('sha256', Buffer.from([i]), ec)));
  const plain = { key: ec, dsaEncoding: 'ieee-p1363' };
  eq(sign('sha256', data, plain).length, 64);
  assert(verify('sha256', data, plain, sign('sha256', data, plain)));
  eq(verify('sha256', data, EC_PUBLIC, Buffer.from('no signature')), false);
});

test('formats', () => {
  for (const pair of [generateKeyPairSync('ed25519'), generateKeyPairSync('ec', { namedCurve: 'P-384' })]) {
    const { publicKey, privateKey } = pair;
    for (const format of ['pem', 'der', 'jwk']) {
      const secret = privateKey.export({ format, type: 'pkcs8' });
      const open = publicKey.export({ format, type: 'spki' });
      const again = createPrivateKey({ key: secret, format, type: 'pkcs8' });
      const hash = publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha384';
      assert(verify(hash, data, { key: open, format, type: 'spki' }, sign(hash, data, again)), format);
      assert(again.equals(privateKey) && !again.equals(publicKey));
    }
  }
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  assert(publicKey.startsWith('-----BEGIN PUBLIC KEY-----\n'));
  throws(() => createPrivateKey('nonsense'), Error);
  throws(() => createPrivateKey(EC_PUBLIC), Error);
  throws(() => sign('md99', data, EC), Error, 'Invalid digest');
});

test('keys of crypto.subtle', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const signature = sign('sha256', data, { key: KeyObject.from(pair.privateKey), dsaEncoding: 'ieee-p1363' });
  assert(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, pair.publicKey, signature, data));
  const secret = crypto.createSecretKey('secret', 'utf8');
  eq([secret.type, secret.symmetricKeySize, secret.export().toString()], ['secret', 6, 'secret']);
  eq(crypto.createHmac('sha256', secret).update('x').digest('hex'), crypto.createHmac('sha256', 'secret').update('x').digest('hex'));
});

test('ciphers', () => {
  const [key, iv] = [Buffer.alloc(32, 1), Buffer.alloc(12, 2)];
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from('with'));
  const hidden = cipher.update('a text, ', 'utf8', 'hex') + cipher.update('and more', 'utf8', 'hex') + cipher.final('hex');
  eq(hidden.length, 32);
  const open = (tag) => {
    const decipher = crypto.createDecipheriv('aes-256-gcm', key, iv);
    decipher.setAAD(Buffer.from('with'));
    decipher.setAuthTag(tag);
    return decipher.update(hidden, 'hex', 'utf8') + decipher.final('utf8');
  };
  eq(open(cipher.getAuthTag()), 'a text, and more');
  throws(() => open(Buffer.alloc(16)), Error, 'unable to authenticate');
  const cbc = crypto.createCipheriv('aes-128-cbc', Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex'), Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'));
  eq(Buffer.concat([cbc.update(Buffer.from('6bc1bee22e409f96e93d7e117393172a', 'hex')), cbc.final()]).toString('hex').slice(0, 32), '7649abac8119b246cee98e9b12e9197d');
  throws(() => crypto.createCipheriv('aes-256-gcm', Buffer.alloc(16), iv), RangeError, 'Invalid key length');
  throws(() => crypto.createCipheriv('nope', key, iv), Error, 'Unknown cipher');
  throws(() => crypto.createCipheriv('aes-256-cbc', key, iv), TypeError, 'Invalid initialization vector');
  eq(Buffer.from(crypto.hkdfSync('sha256', Buffer.alloc(22, 0x0b), Buffer.from('000102030405060708090a0b0c', 'hex'), Buffer.from('f0f1f2f3f4f5f6f7f8f9', 'hex'), 16)).toString('hex'), '3cb25f25faacd57a90434f64d0362f2a');
});
