//! Natives of `crypto` and `node:crypto`: randomness, digests, HMAC, key derivation, constant-time compare.
//!
//! Algorithms come from the RustCrypto crates, randomness from the operating system. Nothing here is
//! home-made. Ciphers are in [`super::cipher`], signatures in [`super::curves`] and [`super::rsa`].

use std::fmt;

use hmac::Hmac;
use hmac::digest::{DynDigest, KeyInit, Mac};
use md5::Md5;
use rquickjs::class::Trace;
use rquickjs::prelude::Func;
use rquickjs::{Class, Ctx, Exception, JsLifetime, Object, Value};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

use super::memory::{Octets, Text, TextOrBytes, View};
use crate::error::{ErrorClass, HostError};
use crate::offload::KEYS;
use crate::promise::promise;

/// Names are compared without case and hyphens: `SHA-256`, `sha256`, `Sha256`.
fn plain(name: &str) -> String {
    name.replace('-', "").to_ascii_lowercase()
}

fn digest(name: &str) -> Option<Box<dyn DynDigest>> {
    Some(match plain(name).as_str() {
        "md5" => Box::new(Md5::default()),
        "sha1" => Box::new(Sha1::default()),
        "sha224" => Box::new(Sha224::default()),
        "sha256" => Box::new(Sha256::default()),
        "sha384" => Box::new(Sha384::default()),
        "sha512" => Box::new(Sha512::default()),
        _ => return None,
    })
}

/// The digest of all of `data`.
pub(super) fn hash(name: &str, data: &[u8]) -> Option<Box<[u8]>> {
    let mut digest = digest(name)?;
    digest.update(data);
    Some(digest.finalize())
}

/// What hashing with and without a key have in common.
trait Absorb {
    fn absorb(&mut self, bytes: &[u8]);
    fn finish(self: Box<Self>) -> Vec<u8>;
}

impl<M: Mac> Absorb for M {
    fn absorb(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.finalize().into_bytes().to_vec()
    }
}

fn keyed<M: Mac + KeyInit + 'static>(key: &[u8]) -> Option<Box<dyn Absorb>> {
    <M as Mac>::new_from_slice(key).ok().map(|mac| Box::new(mac) as Box<dyn Absorb>)
}

fn mac(name: &str, key: &[u8]) -> Option<Box<dyn Absorb>> {
    match plain(name).as_str() {
        "md5" => keyed::<Hmac<Md5>>(key),
        "sha1" => keyed::<Hmac<Sha1>>(key),
        "sha224" => keyed::<Hmac<Sha224>>(key),
        "sha256" => keyed::<Hmac<Sha256>>(key),
        "sha384" => keyed::<Hmac<Sha384>>(key),
        "sha512" => keyed::<Hmac<Sha512>>(key),
        _ => None,
    }
}

enum State {
    Digest(Box<dyn DynDigest>),
    Mac(Box<dyn Absorb>),
    Done,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State")
    }
}

/// A hash or HMAC in progress. Not visible to user code.
#[derive(Debug, Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct Hasher {
    #[qjs(skip_trace)]
    state: State,
}

#[rquickjs::methods]
impl Hasher {
    fn update(&mut self, data: TextOrBytes<'_>) {
        data.with(|bytes| match &mut self.state {
            State::Digest(digest) => digest.update(bytes),
            State::Mac(mac) => mac.absorb(bytes),
            State::Done => {}
        });
    }

    fn finish(&mut self) -> Octets {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Digest(digest) => Octets(digest.finalize().into_vec()),
            State::Mac(mac) => Octets(mac.finish()),
            State::Done => Octets(Vec::new()),
        }
    }

    /// A copy that goes on from here; only digests can be copied.
    fn copy(&self) -> Option<Hasher> {
        match &self.state {
            State::Digest(digest) => Some(Hasher { state: State::Digest(digest.clone()) }),
            State::Mac(_) | State::Done => None,
        }
    }
}

fn unknown(ctx: &Ctx<'_>, name: &str) -> rquickjs::Error {
    Exception::throw_message(ctx, &format!("The digest {name:?} is not supported"))
}

fn fill(bytes: &mut [u8]) -> Result<(), HostError> {
    getrandom::fill(bytes)
        .map_err(|error| HostError::new(ErrorClass::Error, format!("No randomness from the system: {error}")))
}

fn random_uuid() -> Result<String, HostError> {
    let mut bytes = [0; 16];
    fill(&mut bytes)?;
    let number = u128::from_be_bytes(bytes);
    // Version 4, variant 10 (RFC 9562).
    let number = number & !(0xF << 76) & !(0x3 << 62) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{number:032x}");
    let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default();
    Ok([part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-"))
}

struct Scrypt {
    password: Vec<u8>,
    salt: Vec<u8>,
    length: usize,
    cost: u32,
    block: u32,
    parallel: u32,
    memory: f64,
}

impl Scrypt {
    fn run(&self) -> Result<Octets, HostError> {
        let wrong =
            |why: &str| HostError::new(ErrorClass::RangeError, format!("Invalid scrypt parameters: {why}"));
        if self.cost < 2 || !self.cost.is_power_of_two() {
            return Err(wrong("the cost must be a power of two greater than 1"));
        }
        // The same bound as OpenSSL's, which is what Node's `maxmem` means. It is all that is taken.
        let blocks = f64::from(self.cost) + f64::from(self.parallel) + 2.0;
        if 128.0 * f64::from(self.block) * blocks > self.memory {
            return Err(wrong("memory limit exceeded (see maxmem)"));
        }
        let log = u8::try_from(self.cost.trailing_zeros()).unwrap_or(u8::MAX);
        if self.length == 0 {
            return Ok(Octets::default());
        }
        // The length in `Params` is only used by password-hash strings.
        let params =
            scrypt::Params::new(log, self.block, self.parallel, 32).map_err(|_| wrong("out of range"))?;
        let mut key = vec![0; self.length];
        scrypt::scrypt(&self.password, &self.salt, &params, &mut key).map_err(|_| wrong("key length"))?;
        Ok(Octets(key))
    }
}

struct Pbkdf2 {
    password: Vec<u8>,
    salt: Vec<u8>,
    rounds: u32,
    length: usize,
    digest: String,
}

impl Pbkdf2 {
    fn run(&self) -> Result<Octets, HostError> {
        let mut key = vec![0; self.length];
        let (password, salt, rounds) = (&self.password, &self.salt, self.rounds);
        match plain(&self.digest).as_str() {
            "sha1" => pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut key),
            "sha256" => pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut key),
            "sha384" => pbkdf2::pbkdf2_hmac::<Sha384>(password, salt, rounds, &mut key),
            "sha512" => pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, rounds, &mut key),
            other => {
                return Err(HostError::new(
                    ErrorClass::Error,
                    format!("The digest {other:?} is not supported"),
                ));
            }
        }
        Ok(Octets(key))
    }
}

/// HKDF (RFC 5869): extraction and expansion. `None` for an unknown digest, or more than 255 of it.
fn hkdf(name: &str, key: &[u8], salt: &[u8], info: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut derived = vec![0; length];
    match plain(name).as_str() {
        "sha1" => hkdf::Hkdf::<Sha1>::new(Some(salt), key).expand(info, &mut derived),
        "sha256" => hkdf::Hkdf::<Sha256>::new(Some(salt), key).expand(info, &mut derived),
        "sha384" => hkdf::Hkdf::<Sha384>::new(Some(salt), key).expand(info, &mut derived),
        "sha512" => hkdf::Hkdf::<Sha512>::new(Some(salt), key).expand(info, &mut derived),
        _ => return None,
    }
    .ok()?;
    Some(derived)
}

/// Longest key that is derived: nobody needs as much, and the memory is outside the engine's limit.
const MAX_KEY: usize = 16 << 20;

/// Runs expensive key derivation now, or on a thread of its own as a promise.
fn derive<'js>(
    ctx: &Ctx<'js>,
    wait: bool,
    length: usize,
    work: impl FnOnce() -> Result<Octets, HostError> + Send + 'static,
) -> rquickjs::Result<Value<'js>> {
    if length > MAX_KEY {
        return Err(Exception::throw_range(ctx, "The derived key would be too long"));
    }
    if wait {
        let key = work().map_err(|error| error.throw(ctx))?;
        return rquickjs::IntoJs::into_js(key, ctx);
    }
    let work = KEYS.run(|_room| work());
    Ok(promise(ctx, async move { work.await? })?.into_value())
}

/// Arguments of `scrypt` after the password and the salt.
fn scrypt_of<'js>(password: Vec<u8>, salt: Vec<u8>, options: &Object<'js>) -> rquickjs::Result<Scrypt> {
    Ok(Scrypt {
        password,
        salt,
        length: options.get("length")?,
        cost: options.get("cost")?,
        block: options.get("block")?,
        parallel: options.get("parallel")?,
        memory: options.get("memory")?,
    })
}

/// Natives for `js/crypto.js` and `node:crypto`.
pub(crate) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set(
        "randomFill",
        Func::from(|ctx: Ctx<'js>, target: View<'js>| {
            target.with_mut(fill).map_err(|error| error.throw(&ctx))
        }),
    )?;
    native.set("randomUUID", Func::from(|ctx: Ctx<'js>| random_uuid().map_err(|error| error.throw(&ctx))))?;
    native.set(
        "hasher",
        Func::from(|ctx: Ctx<'js>, name: Text| match digest(&name.0) {
            Some(digest) => Class::instance(ctx, Hasher { state: State::Digest(digest) }),
            None => Err(unknown(&ctx, &name.0)),
        }),
    )?;
    native.set(
        "hmac",
        Func::from(|ctx: Ctx<'js>, name: Text, key: TextOrBytes<'js>| {
            match key.with(|key| mac(&name.0, key)) {
                Some(mac) => Class::instance(ctx, Hasher { state: State::Mac(mac) }),
                None => Err(unknown(&ctx, &name.0)),
            }
        }),
    )?;
    native.set(
        "timingSafeEqual",
        Func::from(|a: View<'js>, b: View<'js>| a.with(|a| b.with(|b| bool::from(a.ct_eq(b))))),
    )?;
    native.set(
        "hkdf",
        Func::from(|digest: Text, key: View<'js>, salt: View<'js>, info: View<'js>, length: usize| {
            if length > MAX_KEY {
                return None;
            }
            hkdf(&digest.0, &key.to_vec(), &salt.to_vec(), &info.to_vec(), length).map(Octets)
        }),
    )?;
    native.set(
        "scrypt",
        Func::from(
            |ctx: Ctx<'js>,
             wait: bool,
             password: TextOrBytes<'js>,
             salt: TextOrBytes<'js>,
             options: Object<'js>| {
                let scrypt = scrypt_of(password.into_vec(), salt.into_vec(), &options)?;
                derive(&ctx, wait, scrypt.length, move || scrypt.run())
            },
        ),
    )?;
    native.set(
        "pbkdf2",
        Func::from(
            |ctx: Ctx<'js>,
             wait: bool,
             password: TextOrBytes<'js>,
             salt: TextOrBytes<'js>,
             options: Object<'js>| {
                let pbkdf2 = Pbkdf2 {
                    password: password.into_vec(),
                    salt: salt.into_vec(),
                    rounds: options.get("rounds")?,
                    length: options.get("length")?,
                    digest: options.get::<_, Text>("digest")?.0,
                };
                derive(&ctx, wait, pbkdf2.length, move || pbkdf2.run())
            },
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrypt_takes_no_more_memory_than_it_may() {
        let run = |cost, block, parallel, memory| {
            let (password, salt) = (b"p".to_vec(), b"s".to_vec());
            Scrypt { password, salt, length: 8, cost, block, parallel, memory }.run()
        };
        let (usual, little) = (f64::from(32 << 20), 1024.0);
        assert_eq!(run(16_384, 8, 1, usual).unwrap().0.len(), 8);
        assert!(run(16_384, 8, 1, little).is_err());
        assert!(run(2, 1, 1 << 29, usual).is_err(), "64 GiB, of the threads alone");
        for (cost, block, parallel) in
            [(0, 8, 1), (3, 8, 1), (16, 0, 1), (16, 8, 0), (1 << 31, u32::MAX, u32::MAX)]
        {
            assert!(run(cost, block, parallel, f64::INFINITY).is_err(), "{cost} {block} {parallel}");
        }
    }

    #[test]
    fn uuids_have_version_and_variant() {
        let uuid = random_uuid().unwrap();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
        assert!("89ab".contains(&uuid[19..20]));
    }
}
