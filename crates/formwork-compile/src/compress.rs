//! Compressed forms of the files that browsers fetch, made once at the build instead of at each request (F-188).
//!
//! They lie in a directory of their own, `compressed/<path>.br` and `.gz`, so that they never stand in the way of
//! a file of the app that has such a name itself.

use std::{fs, io, io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};
use formwork_wire::coding::Coding;
use rayon::prelude::*;

/// Extensions of files that are text in one form or another. Pictures, fonts (woff2), videos and archives are
/// compressed already.
const COMPRESSIBLE: [&str; 20] = [
    "atom",
    "css",
    "csv",
    "eot",
    "geojson",
    "html",
    "ico",
    "js",
    "json",
    "map",
    "md",
    "mjs",
    "otf",
    "rss",
    "svg",
    "ttf",
    "txt",
    "wasm",
    "webmanifest",
    "xml",
];
/// Smaller files fit into the packet that the headers go in.
const SMALLEST: usize = 512;
/// Beyond this many bytes Brotli's best quality takes longer than it is worth.
const SLOW: usize = 2 << 20;

/// Stores compressed forms of those `files` (paths in the directory `build`) for which that pays.
pub(crate) fn store(build: &Path, files: &[String]) -> io::Result<()> {
    let worth = files.iter().filter(|name| {
        let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| COMPRESSIBLE.contains(&extension.to_ascii_lowercase().as_str()))
    });
    worth.collect::<Vec<_>>().into_par_iter().try_for_each(|name| {
        let plain = fs::read(build.join(name))?;
        if plain.len() < SMALLEST {
            return Ok(());
        }
        for coding in Coding::ALL {
            let packed = pack(coding, &plain)?;
            // What saves less than a tenth is not worth a second thing in caches.
            if packed.len() + plain.len() / 10 < plain.len() {
                let path = build.join(format!("compressed/{name}.{}", coding.extension()));
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(path, packed)?;
            }
        }
        Ok(())
    })
}

fn pack(coding: Coding, plain: &[u8]) -> io::Result<Vec<u8>> {
    match coding {
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
            encoder.write_all(plain)?;
            encoder.finish()
        }
        Coding::Brotli => {
            let quality = if plain.len() > SLOW { 9 } else { 11 };
            let parameters =
                brotli::enc::BrotliEncoderParams { quality, size_hint: plain.len(), ..Default::default() };
            let mut packed = Vec::new();
            brotli::BrotliCompress(&mut io::Cursor::new(plain), &mut packed, &parameters)?;
            Ok(packed)
        }
    }
}
