//! Content codings of responses (F-106): what `fetch` gives to user code is decoded.

use std::io;

use async_compression::tokio::bufread::{BrotliDecoder, DeflateDecoder, GzipDecoder, ZlibDecoder};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, BufReader};
use tokio_util::io::{ReaderStream, StreamReader};

/// Codings that may be applied one over the other; more are an attack.
const MAX_CODINGS: usize = 5;

/// How much is decoded at a time.
const PIECE: usize = 16 << 10;

/// What this module decodes, for `Accept-Encoding`.
pub(super) const ACCEPTED: &str = "gzip, deflate, br";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
    Brotli,
}

/// The codings that a `Content-Encoding` names, in the order in which they were applied; none if there is one among
/// them that is not known: the body is given as it is.
pub(super) fn codings(header: &str) -> Vec<Coding> {
    let names = header.split(',').map(|name| name.trim().to_ascii_lowercase());
    let known = names.filter(|name| !name.is_empty() && name != "identity").map(|name| match name.as_str() {
        "gzip" | "x-gzip" => Some(Coding::Gzip),
        "deflate" => Some(Coding::Deflate),
        "br" => Some(Coding::Brotli),
        _ => None,
    });
    let codings: Option<Vec<_>> = known.collect();
    codings.filter(|codings| codings.len() <= MAX_CODINGS).unwrap_or_default()
}

/// The decoded bytes, made as they are asked for.
pub(super) fn decoded(
    encoded: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    codings: &[Coding],
) -> BoxStream<'static, io::Result<Bytes>> {
    let mut reader: Box<dyn AsyncBufRead + Send + Unpin> = Box::new(StreamReader::new(encoded.boxed()));
    for coding in codings.iter().rev() {
        let coding = *coding;
        let next: Box<dyn AsyncRead + Send + Unpin> = match coding {
            Coding::Gzip => {
                let mut decoder = GzipDecoder::new(reader);
                decoder.multiple_members(true);
                Box::new(decoder)
            }
            Coding::Brotli => Box::new(BrotliDecoder::new(reader)),
            Coding::Deflate => Box::new(StreamReader::new(inflated(reader).boxed())),
        };
        reader = Box::new(BufReader::new(next));
    }
    ReaderStream::with_capacity(reader, PIECE).boxed()
}

/// Servers do not agree on what "deflate" is: with a zlib header, as HTTP says, or without one. The first byte tells.
fn inflated(mut reader: Box<dyn AsyncBufRead + Send + Unpin>) -> impl Stream<Item = io::Result<Bytes>> {
    let start = async move {
        let first = reader.fill_buf().await?.first().copied();
        let decoder: Box<dyn AsyncRead + Send + Unpin> = match first {
            Some(first) if first & 0x0f == 8 => Box::new(ZlibDecoder::new(reader)),
            Some(_) => Box::new(DeflateDecoder::new(reader)),
            None => Box::new(tokio::io::empty()),
        };
        Ok::<_, io::Error>(ReaderStream::with_capacity(decoder, PIECE))
    };
    futures_util::stream::once(start)
        .map(|started| match started {
            Ok(stream) => stream.boxed(),
            Err(error) => futures_util::stream::once(async { Err(error) }).boxed(),
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(codings("gzip"), [Coding::Gzip]);
        assert_eq!(codings(" X-GZip , br,identity"), [Coding::Gzip, Coding::Brotli]);
        assert_eq!(codings("gzip, zstd"), []);
        assert_eq!(codings(""), []);
        assert_eq!(codings("gzip,gzip,gzip,gzip,gzip,gzip"), []);
    }
}
