//! Natives of `CompressionStream`, `DecompressionStream` and `node:zlib`: gzip, zlib and raw deflate, by `flate2`.
//!
//! Bytes go in and come out piece by piece. A piece of compressed bytes can be a thousand times as long
//! afterwards; callers keep pieces small, so that what a bomb unpacks to soon counts against the memory
//! of the engine and is refused there.

use std::io::{self, Write};

use flate2::write::{DeflateEncoder, GzDecoder, GzEncoder, ZlibEncoder};
use flate2::{Compression, Decompress, FlushDecompress, Status};
use rquickjs::class::Trace;
use rquickjs::prelude::Func;
use rquickjs::{Class, Ctx, Exception, JsLifetime, Object};

use super::memory::{Octets, Text, View};

enum Codec {
    Gzip(GzEncoder<Vec<u8>>),
    Zlib(ZlibEncoder<Vec<u8>>),
    Deflate(DeflateEncoder<Vec<u8>>),
    Gunzip(GzDecoder<Vec<u8>>),
    /// Zlib and raw deflate, whose writers do not tell whether the end was reached.
    Inflate {
        inflate: Decompress,
        ended: bool,
    },
}

fn invalid() -> io::Error {
    io::Error::from(io::ErrorKind::InvalidData)
}

impl Codec {
    fn new(format: &str, decode: bool, level: u32) -> Option<Self> {
        let level = Compression::new(level.min(9));
        let inflate = |zlib| Codec::Inflate { inflate: Decompress::new(zlib), ended: false };
        Some(match (format, decode) {
            ("gzip", false) => Codec::Gzip(GzEncoder::new(Vec::new(), level)),
            ("deflate", false) => Codec::Zlib(ZlibEncoder::new(Vec::new(), level)),
            ("deflate-raw", false) => Codec::Deflate(DeflateEncoder::new(Vec::new(), level)),
            ("gzip", true) => Codec::Gunzip(GzDecoder::new(Vec::new())),
            ("deflate", true) => inflate(true),
            ("deflate-raw", true) => inflate(false),
            _ => return None,
        })
    }

    fn push(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        fn through<W: Write>(
            writer: &mut W,
            bytes: &[u8],
            output: fn(&mut W) -> &mut Vec<u8>,
        ) -> io::Result<Vec<u8>> {
            writer.write_all(bytes)?;
            Ok(std::mem::take(output(writer)))
        }
        match self {
            Codec::Gzip(codec) => through(codec, bytes, GzEncoder::get_mut),
            Codec::Zlib(codec) => through(codec, bytes, ZlibEncoder::get_mut),
            Codec::Deflate(codec) => through(codec, bytes, DeflateEncoder::get_mut),
            Codec::Gunzip(codec) => through(codec, bytes, GzDecoder::get_mut),
            Codec::Inflate { inflate, ended } => {
                let mut output = Vec::new();
                let mut rest = bytes;
                while !rest.is_empty() {
                    // Bytes after the end are no part of it, and the standard calls that an error.
                    if *ended {
                        return Err(invalid());
                    }
                    output.reserve(16 * 1024);
                    let before = inflate.total_in();
                    let status = inflate
                        .decompress_vec(rest, &mut output, FlushDecompress::None)
                        .map_err(|_| invalid())?;
                    let used = usize::try_from(inflate.total_in() - before).unwrap_or(rest.len());
                    rest = rest.get(used..).unwrap_or_default();
                    *ended = status == Status::StreamEnd;
                }
                // What did not fit into the output while the last of the input was taken.
                while !*ended && output.len() == output.capacity() && !output.is_empty() {
                    output.reserve(16 * 1024);
                    let status = inflate
                        .decompress_vec(&[], &mut output, FlushDecompress::None)
                        .map_err(|_| invalid())?;
                    *ended = status == Status::StreamEnd;
                }
                Ok(output)
            }
        }
    }

    fn finish(&mut self) -> io::Result<Vec<u8>> {
        fn taken(output: &mut Vec<u8>) -> io::Result<Vec<u8>> {
            Ok(std::mem::take(output))
        }
        match self {
            Codec::Gzip(codec) => codec.try_finish().and_then(|()| taken(codec.get_mut())),
            Codec::Zlib(codec) => codec.try_finish().and_then(|()| taken(codec.get_mut())),
            Codec::Deflate(codec) => codec.try_finish().and_then(|()| taken(codec.get_mut())),
            Codec::Gunzip(codec) => codec.try_finish().and_then(|()| taken(codec.get_mut())),
            Codec::Inflate { ended: true, .. } => Ok(Vec::new()),
            Codec::Inflate { ended: false, .. } => Err(invalid()),
        }
    }
}

/// A compression in progress. Not visible to user code.
#[derive(Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct Packer {
    #[qjs(skip_trace)]
    codec: Codec,
}

fn broken(ctx: &Ctx<'_>) -> rquickjs::Error {
    Exception::throw_type(ctx, "The compressed data is not valid, or not complete")
}

#[rquickjs::methods]
impl Packer {
    fn push(&mut self, ctx: Ctx<'_>, bytes: View<'_>) -> rquickjs::Result<Octets> {
        bytes.with(|bytes| self.codec.push(bytes)).map(Octets).map_err(|_| broken(&ctx))
    }

    fn finish(&mut self, ctx: Ctx<'_>) -> rquickjs::Result<Octets> {
        self.codec.finish().map(Octets).map_err(|_| broken(&ctx))
    }
}

/// Adds the natives.
pub(crate) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set(
        "packer",
        Func::from(|ctx: Ctx<'js>, format: Text, decode: bool, level: u32| {
            match Codec::new(&format.0, decode, level) {
                Some(codec) => Class::instance(ctx, Packer { codec }),
                None => Err(Exception::throw_type(
                    &ctx,
                    "The format must be \"gzip\", \"deflate\" or \"deflate-raw\"",
                )),
            }
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked_in_any_pieces() {
        let data = b"once more, once more, once more, once more".repeat(50);
        for format in ["gzip", "deflate", "deflate-raw"] {
            let mut codec = Codec::new(format, false, 6).unwrap();
            let mut packed = codec.push(&data).unwrap();
            packed.extend(codec.finish().unwrap());
            assert!(packed.len() < 100, "{format}");
            for size in [1, 7, packed.len()] {
                let mut codec = Codec::new(format, true, 0).unwrap();
                let mut unpacked = Vec::new();
                for piece in packed.chunks(size) {
                    unpacked.extend(codec.push(piece).unwrap());
                }
                unpacked.extend(codec.finish().unwrap());
                assert_eq!(unpacked, data, "{format}");
            }
            let mut codec = Codec::new(format, true, 0).unwrap();
            let cut = codec.push(&packed[..packed.len() / 2]).and_then(|_| codec.finish());
            assert!(cut.is_err(), "{format}");
        }
    }
}
