//! Natives of elliptic curves: ECDSA and ECDH over P-256, P-384 and P-521, and Ed25519.
//!
//! A private key is the scalar (for Ed25519 the seed), a public key the uncompressed point; all other
//! forms are made from these. Arithmetic and formats come from the RustCrypto and dalek crates. What does
//! not parse is `None`: the caller knows what kind of error that is.

use ed25519_dalek::{Signer, Verifier};
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use rquickjs::Object;
use rquickjs::prelude::Func;

use super::crypto::hash;
use super::memory::{Octets, Text, View};

/// A private key, if there is one, and its public key.
type Pair = (Option<Vec<u8>>, Vec<u8>);

/// What is done with a curve. Signatures are the two numbers one after the other (IEEE P1363).
trait Curve {
    /// Reads a key: `raw` (a point, also a compressed one), `scalar`, `spki`, `sec1` or `pkcs8`.
    fn read(&self, format: &str, bytes: &[u8]) -> Option<Pair>;
    /// Writes a key as `spki` (from the public one) or `pkcs8` (from the private one).
    fn write(&self, format: &str, key: &[u8]) -> Option<Vec<u8>>;
    fn generate(&self) -> Option<Vec<u8>>;
    fn sign(&self, hash: &str, private: &[u8], data: &[u8]) -> Option<Vec<u8>>;
    fn verify(&self, hash: &str, public: &[u8], signature: &[u8], data: &[u8]) -> Option<()>;
    fn agree(&self, private: &[u8], public: &[u8]) -> Option<Vec<u8>>;
}

fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes)
}

/// The hash of the data, as long as ECDSA of a field of `length` bytes asks for: zeros on the left, which are the same
/// number.
fn prehash(name: &str, data: &[u8], length: usize) -> Option<Vec<u8>> {
    let hash = hash(name, data)?;
    let mut padded = vec![0; (length / 2).saturating_sub(hash.len())];
    padded.extend_from_slice(&hash);
    Some(padded)
}

macro_rules! curve {
    ($name:ident, $crate_name:ident, $length:literal, $first:literal) => {
        struct $name;

        impl Curve for $name {
            fn read(&self, format: &str, bytes: &[u8]) -> Option<Pair> {
                use $crate_name::{PublicKey, SecretKey};
                let private = match format {
                    "raw" => {
                        let public = PublicKey::from_sec1_bytes(bytes).ok()?;
                        return Some((None, public.to_encoded_point(false).as_bytes().to_vec()));
                    }
                    "spki" => {
                        let public = PublicKey::from_public_key_der(bytes).ok()?;
                        return Some((None, public.to_encoded_point(false).as_bytes().to_vec()));
                    }
                    "scalar" => SecretKey::from_slice(bytes).ok()?,
                    "sec1" => SecretKey::from_sec1_der(bytes).ok()?,
                    _ => SecretKey::from_pkcs8_der(bytes).ok()?,
                };
                let public = private.public_key().to_encoded_point(false).as_bytes().to_vec();
                Some((Some(private.to_bytes().to_vec()), public))
            }

            fn write(&self, format: &str, key: &[u8]) -> Option<Vec<u8>> {
                use $crate_name::{PublicKey, SecretKey};
                if format == "spki" {
                    let public = PublicKey::from_sec1_bytes(key).ok()?;
                    return Some(public.to_public_key_der().ok()?.into_vec());
                }
                let private = SecretKey::from_slice(key).ok()?;
                Some(private.to_pkcs8_der().ok()?.as_bytes().to_vec())
            }

            fn generate(&self) -> Option<Vec<u8>> {
                // Almost every number of that length is a key; for P-521 its topmost bits must be cut.
                (0..100).find_map(|_| {
                    let mut scalar = random::<$length>()?;
                    if let Some(first) = scalar.first_mut() {
                        *first &= $first;
                    }
                    $crate_name::SecretKey::from_slice(&scalar).ok().map(|key| key.to_bytes().to_vec())
                })
            }

            fn sign(&self, name: &str, private: &[u8], data: &[u8]) -> Option<Vec<u8>> {
                use $crate_name::ecdsa::{Signature, SigningKey};
                let key = SigningKey::from_slice(private).ok()?;
                let signature: Signature = key.sign_prehash(&prehash(name, data, $length)?).ok()?;
                Some(signature.to_bytes().to_vec())
            }

            fn verify(&self, name: &str, public: &[u8], signature: &[u8], data: &[u8]) -> Option<()> {
                use $crate_name::ecdsa::{Signature, VerifyingKey};
                let key = VerifyingKey::from_sec1_bytes(public).ok()?;
                let signature = Signature::from_slice(signature).ok()?;
                key.verify_prehash(&prehash(name, data, $length)?, &signature).ok()
            }

            fn agree(&self, private: &[u8], public: &[u8]) -> Option<Vec<u8>> {
                let private = $crate_name::SecretKey::from_slice(private).ok()?;
                let public = $crate_name::PublicKey::from_sec1_bytes(public).ok()?;
                let shared =
                    $crate_name::ecdh::diffie_hellman(private.to_nonzero_scalar(), public.as_affine());
                Some(shared.raw_secret_bytes().to_vec())
            }
        }
    };
}

curve!(P256, p256, 32, 0xff);
curve!(P384, p384, 48, 0xff);
curve!(P521, p521, 66, 0x01);

struct Ed25519;

impl Curve for Ed25519 {
    fn read(&self, format: &str, bytes: &[u8]) -> Option<Pair> {
        use ed25519_dalek::{SigningKey, VerifyingKey};
        let private = match format {
            "raw" => {
                let public = VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
                return Some((None, public.to_bytes().to_vec()));
            }
            "spki" => {
                let public = VerifyingKey::from_public_key_der(bytes).ok()?;
                return Some((None, public.to_bytes().to_vec()));
            }
            "scalar" => SigningKey::from_bytes(bytes.try_into().ok()?),
            _ => SigningKey::from_pkcs8_der(bytes).ok()?,
        };
        Some((Some(private.to_bytes().to_vec()), private.verifying_key().to_bytes().to_vec()))
    }

    fn write(&self, format: &str, key: &[u8]) -> Option<Vec<u8>> {
        use ed25519_dalek::VerifyingKey;
        let key = key.try_into().ok()?;
        if format == "spki" {
            return Some(VerifyingKey::from_bytes(key).ok()?.to_public_key_der().ok()?.into_vec());
        }
        // Without the public key, as OpenSSL writes it and browsers expect it (RFC 8410, version 0).
        let bytes = ed25519_dalek::pkcs8::KeypairBytes { secret_key: *key, public_key: None };
        Some(bytes.to_pkcs8_der().ok()?.as_bytes().to_vec())
    }

    fn generate(&self) -> Option<Vec<u8>> {
        random::<32>().map(|seed| seed.to_vec())
    }

    fn sign(&self, _hash: &str, private: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        let key = ed25519_dalek::SigningKey::from_bytes(private.try_into().ok()?);
        Some(key.sign(data).to_bytes().to_vec())
    }

    fn verify(&self, _hash: &str, public: &[u8], signature: &[u8], data: &[u8]) -> Option<()> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(public.try_into().ok()?).ok()?;
        let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
        key.verify(data, &signature).ok()
    }

    fn agree(&self, _private: &[u8], _public: &[u8]) -> Option<Vec<u8>> {
        None
    }
}

fn curve(name: &str) -> &'static dyn Curve {
    match name {
        "P-256" => &P256,
        "P-384" => &P384,
        "P-521" => &P521,
        _ => &Ed25519,
    }
}

/// Adds the natives.
pub(crate) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set(
        "curveRead",
        Func::from(|name: Text, format: Text, bytes: View<'js>| {
            let (private, public) = bytes.with(|bytes| curve(&name.0).read(&format.0, bytes))?;
            Some(vec![private.map(Octets), Some(Octets(public))])
        }),
    )?;
    native.set(
        "curveWrite",
        Func::from(|name: Text, format: Text, key: View<'js>| {
            key.with(|key| curve(&name.0).write(&format.0, key)).map(Octets)
        }),
    )?;
    native.set("curveGenerate", Func::from(|name: Text| curve(&name.0).generate().map(Octets)))?;
    native.set(
        "curveSign",
        Func::from(|name: Text, hash: Text, private: View<'js>, data: View<'js>| {
            private.with(|private| data.with(|data| curve(&name.0).sign(&hash.0, private, data))).map(Octets)
        }),
    )?;
    native.set(
        "curveVerify",
        Func::from(|name: Text, hash: Text, public: View<'js>, signature: View<'js>, data: View<'js>| {
            let signature = signature.to_vec();
            let verified = public
                .with(|public| data.with(|data| curve(&name.0).verify(&hash.0, public, &signature, data)));
            verified.is_some()
        }),
    )?;
    native.set(
        "curveAgree",
        Func::from(|name: Text, private: View<'js>, public: View<'js>| {
            private.with(|private| public.with(|public| curve(&name.0).agree(private, public))).map(Octets)
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_meaning_in_every_format() {
        for name in ["P-256", "P-384", "P-521", "Ed25519"] {
            let curve = curve(name);
            let private = curve.generate().unwrap();
            let (_, public) = curve.read("scalar", &private).unwrap();
            let pair = Some((Some(private.clone()), public.clone()));
            assert_eq!(curve.read("pkcs8", &curve.write("pkcs8", &private).unwrap()), pair, "{name}");
            assert_eq!(
                curve.read("spki", &curve.write("spki", &public).unwrap()),
                Some((None, public.clone()))
            );
            assert_eq!(curve.read("raw", &public), Some((None, public.clone())));

            let signature = curve.sign("SHA-512", &private, b"data").unwrap();
            assert!(curve.verify("SHA-512", &public, &signature, b"data").is_some(), "{name}");
            assert!(curve.verify("SHA-512", &public, &signature, b"Data").is_none(), "{name}");
            assert!(curve.verify("SHA-512", &public, b"short", b"data").is_none(), "{name}");
            assert!(curve.read("raw", b"no point").is_none() && curve.read("pkcs8", &public).is_none());
            if name != "Ed25519" {
                let other = curve.generate().unwrap();
                let (_, other_public) = curve.read("scalar", &other).unwrap();
                let shared = curve.agree(&private, &other_public).unwrap();
                assert_eq!(curve.agree(&other, &public), Some(shared), "{name}");
            }
        }
    }
}
