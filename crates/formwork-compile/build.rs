//! Embeds what an app needs from npm, so that an app needs no `node_modules` of its own (DESIGN §4).
//!
//! Three files go to `OUT_DIR`, all deflated:
//! - `svelte-compiler.bin`: QuickJS bytecode of the official Svelte compiler. The engine of this build script
//!   and the engine of the crate are the same version, which the format demands.
//! - `runtime.bin`: the sources that compiled components import (`svelte`, and what it imports).
//! - `client.bin`: Formwork's own browser and server modules (`client/src`).
//!
//! Archives are a sequence of `(path length, path, data length, data)`, lengths as little-endian `u32`, sorted by path.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::exit,
};

use flate2::{Compression, write::DeflateEncoder};
use rquickjs::{Context, Module, Runtime, WriteOptions};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let client =
        PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../client");
    let modules = client.join("node_modules");
    let compiler = modules.join("svelte/compiler/index.js");
    println!("cargo:rerun-if-changed={}", client.join("package.json").display());
    println!("cargo:rerun-if-changed={}", compiler.display());
    println!("cargo:rerun-if-changed={}", client.join("src").display());

    let Ok(source) = fs::read(&compiler) else {
        eprintln!(
            "\nFormwork embeds the official Svelte compiler, and it is not there yet.\n\
             Run `make setup` in the repository (it runs `npm ci` in client/), then build again.\n"
        );
        exit(1);
    };

    write(&out.join("svelte-compiler.bin"), &bytecode(&source));
    let version = fs::read_to_string(modules.join("svelte/package.json")).unwrap_or_default();
    let version = version
        .split_once("\"version\": \"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or("unknown", |(version, _)| version);
    println!("cargo:rustc-env=FORMWORK_SVELTE_VERSION={version}");

    let mut runtime = Archive::default();
    for file in ["package.json", "LICENSE.md"] {
        runtime.file(&modules, &modules.join("svelte").join(file));
    }
    runtime.directory(&modules, &modules.join("svelte/src"), &|path| {
        is_module(path) && !path.starts_with("svelte/src/compiler/")
    });
    for package in ["esm-env", "clsx", "devalue"] {
        runtime.directory(&modules, &modules.join(package), &|path| {
            is_module(path) || path.ends_with("package.json") || path.ends_with("LICENSE")
        });
    }
    write(&out.join("runtime.bin"), &runtime.finish());

    let mut sources = Archive::default();
    sources.directory(&client.join("src"), &client.join("src"), &|path| {
        is_module(path) || path.ends_with(".svelte")
    });
    write(&out.join("client.bin"), &sources.finish());
}

fn is_module(path: &str) -> bool {
    (path.ends_with(".js") || path.ends_with(".mjs")) && !path.contains(".test.")
}

/// The compiler is one self-contained script that puts `svelte` on the global object when there is neither
/// CommonJS nor AMD; it runs unchanged as a module.
fn bytecode(source: &[u8]) -> Vec<u8> {
    let compiled = Runtime::new().and_then(|runtime| {
        let context = Context::full(&runtime)?;
        context.with(|ctx| Module::declare(ctx, "svelte/compiler", source)?.write(WriteOptions::default()))
    });
    match compiled {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("client/node_modules/svelte/compiler/index.js cannot be compiled: {error}");
            exit(1);
        }
    }
}

#[derive(Default)]
struct Archive {
    files: Vec<(String, Vec<u8>)>,
}

impl Archive {
    fn file(&mut self, root: &Path, path: &Path) {
        if let (Ok(name), Ok(data)) = (path.strip_prefix(root), fs::read(path)) {
            self.files.push((name.to_string_lossy().replace('\\', "/"), data));
        }
    }

    fn directory(&mut self, root: &Path, path: &Path, keep: &dyn Fn(&str) -> bool) {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                self.directory(root, &path, keep);
            } else if path
                .strip_prefix(root)
                .is_ok_and(|name| keep(&name.to_string_lossy().replace('\\', "/")))
            {
                self.file(root, &path);
            }
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.files.sort();
        let mut bytes = Vec::new();
        for (name, data) in &self.files {
            for part in [name.as_bytes(), data] {
                bytes.extend(u32::try_from(part.len()).unwrap_or_default().to_le_bytes());
                bytes.extend(part);
            }
        }
        bytes
    }
}

fn write(path: &Path, bytes: &[u8]) {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let done =
        encoder.write_all(bytes).and_then(|()| encoder.finish()).and_then(|data| fs::write(path, data));
    if let Err(error) = done {
        eprintln!("{} cannot be written: {error}", path.display());
        exit(1);
    }
}
