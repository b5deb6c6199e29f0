//! Natives of RSA signatures: RSASSA-PKCS1-v1_5 and RSA-PSS, through `ring`.
//!
//! Keys are kept as PKCS#1 DER; the `pkcs1` crate reads and writes it and the numbers of a JWK. `ring` is
//! used because its private operations take the same time whatever the key is. It signs with keys of 2048
//! to 4096 bits, and its PSS salt is as long as the digest, which is what everybody uses. It makes no
//! keys and does not encrypt, so neither is there.

use pkcs1::der::asn1::{AnyRef, BitString, OctetString};
use pkcs1::der::{Decode, Encode};
use pkcs1::{RsaPrivateKey, RsaPublicKey, UintRef};
use pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};
use pkcs8::{ObjectIdentifier, PrivateKeyInfo};
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::{self, RsaEncoding, RsaParameters, UnparsedPublicKey};
use rquickjs::prelude::Func;
use rquickjs::{Array, Ctx, Object};

use super::memory::{Octets, Text, View};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

fn algorithm() -> AlgorithmIdentifierRef<'static> {
    AlgorithmIdentifierRef { oid: RSA, parameters: Some(AnyRef::NULL) }
}

/// The PKCS#1 form of a key that comes as `spki` or `pkcs8`.
fn unwrap(format: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    if format == "spki" {
        let info = SubjectPublicKeyInfoRef::try_from(bytes).ok()?;
        let key = info.subject_public_key.as_bytes().filter(|_| info.algorithm.oid == RSA)?;
        RsaPublicKey::from_der(key).ok()?;
        return Some(key.to_vec());
    }
    let info = PrivateKeyInfo::try_from(bytes).ok().filter(|info| info.algorithm.oid == RSA)?;
    RsaPrivateKey::from_der(info.private_key).ok()?;
    Some(info.private_key.to_vec())
}

/// The other way round.
fn wrap(format: &str, key: &[u8]) -> Option<Vec<u8>> {
    if format == "spki" {
        let subject_public_key = BitString::from_bytes(key).ok()?;
        return SubjectPublicKeyInfo { algorithm: algorithm(), subject_public_key }.to_der().ok();
    }
    let key = OctetString::new(key).ok()?;
    PrivateKeyInfo::new(algorithm(), key.as_bytes()).to_der().ok()
}

/// The numbers of a key, as a JWK has them: n and e, of a private key also d, p, q, dp, dq, qi.
fn parts(is_private: bool, key: &[u8]) -> Option<Vec<Vec<u8>>> {
    let numbers = |list: &[UintRef<'_>]| list.iter().map(|number| number.as_bytes().to_vec()).collect();
    if !is_private {
        let key = RsaPublicKey::from_der(key).ok()?;
        return Some(numbers(&[key.modulus, key.public_exponent]));
    }
    let key = RsaPrivateKey::from_der(key).ok()?;
    Some(numbers(&[
        key.modulus,
        key.public_exponent,
        key.private_exponent,
        key.prime1,
        key.prime2,
        key.exponent1,
        key.exponent2,
        key.coefficient,
    ]))
}

fn from_parts(numbers: &[Vec<u8>]) -> Option<Vec<u8>> {
    let number = |index: usize| UintRef::new(numbers.get(index)?).ok();
    let public = RsaPublicKey { modulus: number(0)?, public_exponent: number(1)? };
    if numbers.len() == 2 {
        return public.to_der().ok();
    }
    let key = RsaPrivateKey {
        modulus: public.modulus,
        public_exponent: public.public_exponent,
        private_exponent: number(2)?,
        prime1: number(3)?,
        prime2: number(4)?,
        exponent1: number(5)?,
        exponent2: number(6)?,
        coefficient: number(7)?,
        other_prime_infos: None,
    };
    key.to_der().ok()
}

fn sign(scheme: &str, hash: &str, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let encoding: &'static dyn RsaEncoding = match (scheme, hash) {
        ("PSS", "SHA-256") => &signature::RSA_PSS_SHA256,
        ("PSS", "SHA-384") => &signature::RSA_PSS_SHA384,
        ("PSS", "SHA-512") => &signature::RSA_PSS_SHA512,
        (_, "SHA-256") => &signature::RSA_PKCS1_SHA256,
        (_, "SHA-384") => &signature::RSA_PKCS1_SHA384,
        (_, "SHA-512") => &signature::RSA_PKCS1_SHA512,
        _ => return None,
    };
    let key = KeyPair::from_der(key).ok()?;
    let mut made = vec![0; key.public().modulus_len()];
    key.sign(encoding, &SystemRandom::new(), data, &mut made).ok()?;
    Some(made)
}

fn verify(scheme: &str, hash: &str, key: &[u8], made: &[u8], data: &[u8]) -> Option<()> {
    let parameters: &'static RsaParameters = match (scheme, hash) {
        ("PSS", "SHA-256") => &signature::RSA_PSS_2048_8192_SHA256,
        ("PSS", "SHA-384") => &signature::RSA_PSS_2048_8192_SHA384,
        ("PSS", "SHA-512") => &signature::RSA_PSS_2048_8192_SHA512,
        (_, "SHA-1") => &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        (_, "SHA-256") => &signature::RSA_PKCS1_2048_8192_SHA256,
        (_, "SHA-384") => &signature::RSA_PKCS1_2048_8192_SHA384,
        (_, "SHA-512") => &signature::RSA_PKCS1_2048_8192_SHA512,
        _ => return None,
    };
    UnparsedPublicKey::new(parameters, key).verify(data, made).ok()
}

/// Adds the natives.
pub(crate) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set(
        "rsaUnwrap",
        Func::from(|format: Text, bytes: View<'js>| bytes.with(|bytes| unwrap(&format.0, bytes)).map(Octets)),
    )?;
    native.set(
        "rsaWrap",
        Func::from(|format: Text, key: View<'js>| key.with(|key| wrap(&format.0, key)).map(Octets)),
    )?;
    native.set(
        "rsaParts",
        Func::from(|is_private: bool, key: View<'js>| {
            let numbers = key.with(|key| parts(is_private, key))?;
            Some(numbers.into_iter().map(Octets).collect::<Vec<_>>())
        }),
    )?;
    native.set(
        "rsaFromParts",
        Func::from(|_ctx: Ctx<'js>, numbers: Array<'js>| {
            let numbers: rquickjs::Result<Vec<Vec<u8>>> =
                numbers.iter::<View<'js>>().map(|number| Ok(number?.to_vec())).collect();
            rquickjs::Result::Ok(from_parts(&numbers?).map(Octets))
        }),
    )?;
    native.set(
        "rsaSign",
        Func::from(|scheme: Text, hash: Text, key: View<'js>, data: View<'js>| {
            key.with(|key| data.with(|data| sign(&scheme.0, &hash.0, key, data))).map(Octets)
        }),
    )?;
    native.set(
        "rsaVerify",
        Func::from(|scheme: Text, hash: Text, key: View<'js>, made: View<'js>, data: View<'js>| {
            let made = made.to_vec();
            key.with(|key| data.with(|data| verify(&scheme.0, &hash.0, key, &made, data))).is_some()
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_is_refused() {
        for bytes in [&b""[..], b"\x30\x00", b"no key", &[0x30; 200]] {
            assert_eq!(unwrap("spki", bytes), None);
            assert_eq!(unwrap("pkcs8", bytes), None);
            assert_eq!(parts(true, bytes), None);
            assert_eq!(sign("PSS", "SHA-256", bytes, b""), None);
            assert_eq!(verify("PKCS1", "SHA-256", bytes, b"", b""), None);
        }
        let key = from_parts(&[vec![0xff; 256], vec![1, 0, 1]]).unwrap();
        let numbers = vec![vec![0xff; 256], vec![1, 0, 1]];
        assert_eq!(parts(false, &unwrap("spki", &wrap("spki", &key).unwrap()).unwrap()), Some(numbers));
    }
}
