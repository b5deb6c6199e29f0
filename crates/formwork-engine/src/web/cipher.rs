//! Natives of the symmetric ciphers of `crypto.subtle` and `node:crypto`: AES in GCM, CBC and CTR mode.
//!
//! Algorithms come from the RustCrypto crates. One call takes a whole message: what is authenticated is
//! only given out when its tag was right. A wrong tag or wrong padding is `None`, without a reason, so
//! that the caller can tell nobody which it was.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::consts::{U12, U16};
use aes::cipher::{
    ArrayLength, BlockCipher, BlockDecryptMut, BlockEncryptMut, KeyInit, KeyIvInit, StreamCipher,
};
use aes::{Aes128, Aes192, Aes256};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{AesGcm, Nonce};
use rquickjs::prelude::Func;
use rquickjs::{Ctx, Exception, Object};

use super::memory::{Octets, Text, View};

/// One message and what goes with it.
#[derive(Debug)]
struct Message<'a> {
    encrypt: bool,
    key: &'a [u8],
    iv: &'a [u8],
    extra: &'a [u8],
    data: &'a [u8],
}

/// Why there is no result.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    /// The lengths of key or nonce are none that the mode knows.
    Length(&'static str),
    /// Wrong tag, padding or length of the message.
    Data,
}

type Outcome = Result<Vec<u8>, Refusal>;

const KEY: Refusal = Refusal::Length("An AES key has 16, 24 or 32 bytes");

/// AES-GCM; the tag of 16 bytes follows the encrypted text.
fn gcm(message: &Message<'_>) -> Outcome {
    fn run<A, N>(message: &Message<'_>) -> Outcome
    where
        N: ArrayLength<u8>,
        AesGcm<A, N>: KeyInit + Aead<NonceSize = N>,
    {
        let cipher = <AesGcm<A, N> as KeyInit>::new_from_slice(message.key).map_err(|_| KEY)?;
        let nonce = Nonce::<N>::from_slice(message.iv);
        let payload = Payload { msg: message.data, aad: message.extra };
        let done = match message.encrypt {
            true => cipher.encrypt(nonce, payload),
            false => cipher.decrypt(nonce, payload),
        };
        done.map_err(|_| Refusal::Data)
    }
    match (message.key.len(), message.iv.len()) {
        (16, 12) => run::<Aes128, U12>(message),
        (24, 12) => run::<Aes192, U12>(message),
        (32, 12) => run::<Aes256, U12>(message),
        // What people write who pass 16 random bytes everywhere.
        (16, 16) => run::<Aes128, U16>(message),
        (24, 16) => run::<Aes192, U16>(message),
        (32, 16) => run::<Aes256, U16>(message),
        (16 | 24 | 32, _) => {
            Err(Refusal::Length("AES-GCM takes an initialisation vector of 12 or 16 bytes here"))
        }
        _ => Err(KEY),
    }
}

const IV: Refusal = Refusal::Length("The initialisation vector must have 16 bytes");

/// AES-CBC with PKCS#7 padding.
fn cbc(message: &Message<'_>) -> Outcome {
    fn run<A>(message: &Message<'_>) -> Outcome
    where
        A: KeyInit + BlockCipher + BlockEncryptMut + BlockDecryptMut,
        cbc::Encryptor<A>: KeyIvInit + BlockEncryptMut,
        cbc::Decryptor<A>: KeyIvInit + BlockDecryptMut,
    {
        let (key, iv) = (message.key, message.iv);
        if message.encrypt {
            let cipher = cbc::Encryptor::<A>::new_from_slices(key, iv).map_err(|_| IV)?;
            return Ok(cipher.encrypt_padded_vec_mut::<Pkcs7>(message.data));
        }
        let cipher = cbc::Decryptor::<A>::new_from_slices(key, iv).map_err(|_| IV)?;
        cipher.decrypt_padded_vec_mut::<Pkcs7>(message.data).map_err(|_| Refusal::Data)
    }
    match message.key.len() {
        16 => run::<Aes128>(message),
        24 => run::<Aes192>(message),
        32 => run::<Aes256>(message),
        _ => Err(KEY),
    }
}

/// AES-CTR; `bits` of the counter block count, the rest stays.
fn ctr(message: &Message<'_>, bits: u32) -> Outcome {
    fn run<C: KeyIvInit + StreamCipher>(message: &Message<'_>) -> Outcome {
        let mut data = message.data.to_vec();
        let mut cipher = C::new_from_slices(message.key, message.iv).map_err(|_| IV)?;
        cipher.try_apply_keystream(&mut data).map_err(|_| Refusal::Data)?;
        Ok(data)
    }
    match (message.key.len(), bits) {
        (16, 32) => run::<ctr::Ctr32BE<Aes128>>(message),
        (16, 64) => run::<ctr::Ctr64BE<Aes128>>(message),
        (16, 128) => run::<ctr::Ctr128BE<Aes128>>(message),
        (24, 32) => run::<ctr::Ctr32BE<Aes192>>(message),
        (24, 64) => run::<ctr::Ctr64BE<Aes192>>(message),
        (24, 128) => run::<ctr::Ctr128BE<Aes192>>(message),
        (32, 32) => run::<ctr::Ctr32BE<Aes256>>(message),
        (32, 64) => run::<ctr::Ctr64BE<Aes256>>(message),
        (32, 128) => run::<ctr::Ctr128BE<Aes256>>(message),
        (16 | 24 | 32, _) => Err(Refusal::Length("AES-CTR takes a counter of 32, 64 or 128 bits here")),
        _ => Err(KEY),
    }
}

/// Adds the natives.
pub(crate) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set(
        "aes",
        Func::from(|ctx: Ctx<'js>, mode: Text, encrypt: bool, options: Object<'js>, data: View<'js>| {
            let bytes = |name: &str| options.get::<_, View<'js>>(name).map(|view| view.to_vec());
            let (key, iv, extra) = (bytes("key")?, bytes("iv")?, bytes("extra")?);
            let bits: u32 = options.get("bits")?;
            let outcome = data.with(|data| {
                let message = Message { encrypt, key: &key, iv: &iv, extra: &extra, data };
                match mode.0.as_str() {
                    "GCM" => gcm(&message),
                    "CBC" => cbc(&message),
                    _ => ctr(&message, bits),
                }
            });
            match outcome {
                Ok(bytes) => Ok(Some(Octets(bytes))),
                Err(Refusal::Data) => Ok(None),
                Err(Refusal::Length(why)) => Err(Exception::throw_range(&ctx, why)),
            }
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<'a>(encrypt: bool, key: &'a [u8], iv: &'a [u8], data: &'a [u8]) -> Message<'a> {
        Message { encrypt, key, iv, extra: b"", data }
    }

    #[test]
    fn what_is_encrypted_is_decrypted_and_nothing_else() {
        for key in [16, 24, 32].map(|length| vec![7; length]) {
            for length in [0, 1, 15, 16, 17, 100] {
                let data: Vec<u8> = (0..length).collect();
                for iv in [&[1; 12][..], &[1; 16]] {
                    let hidden = gcm(&message(true, &key, iv, &data)).unwrap();
                    assert_eq!(hidden.len(), data.len() + 16);
                    assert_eq!(gcm(&message(false, &key, iv, &hidden)).as_ref(), Ok(&data));
                    let mut wrong = hidden.clone();
                    wrong[0] ^= 1;
                    assert_eq!(gcm(&message(false, &key, iv, &wrong)), Err(Refusal::Data));
                }
                let hidden = cbc(&message(true, &key, &[2; 16], &data)).unwrap();
                assert_eq!(cbc(&message(false, &key, &[2; 16], &hidden)).as_ref(), Ok(&data));
                for bits in [32, 64, 128] {
                    let hidden = ctr(&message(true, &key, &[3; 16], &data), bits).unwrap();
                    assert_eq!(ctr(&message(false, &key, &[3; 16], &hidden), bits).as_ref(), Ok(&data));
                }
            }
        }
        assert_eq!(gcm(&message(false, &[0; 16], &[0; 12], b"short")), Err(Refusal::Data));
        assert_eq!(cbc(&message(false, &[0; 16], &[0; 16], b"no whole block")), Err(Refusal::Data));
    }

    #[test]
    fn lengths_are_checked() {
        assert_eq!(gcm(&message(true, &[0; 15], &[0; 12], b"")), Err(KEY));
        assert!(matches!(gcm(&message(true, &[0; 16], &[0; 11], b"")), Err(Refusal::Length(_))));
        assert_eq!(cbc(&message(true, &[0; 16], &[0; 12], b"")), Err(IV));
        assert_eq!(ctr(&message(true, &[0; 16], &[0; 12], b""), 128), Err(IV));
        assert!(matches!(ctr(&message(true, &[0; 16], &[0; 16], b""), 100), Err(Refusal::Length(_))));
    }
}
