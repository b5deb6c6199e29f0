//! The default version name (F-187): a hash of everything that goes into a build.
//!
//! SvelteKit's default is the time of the build; a hash serves the same end (it changes when the app does) and keeps
//! builds reproducible. `node_modules` is represented by the lock file.

use std::{fs, io, path::Path};

use xxhash_rust::xxh3::Xxh3;

use crate::{config::Config, entries::StaticEnv, runtime};

const FILES: &[&str] = &["package.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/// The name of this state of the app.
pub(crate) fn of(root: &Path, config: &Config, env: &StaticEnv) -> io::Result<String> {
    let mut hasher = Xxh3::new();
    let mut add = |name: &str, bytes: &[u8]| {
        for part in [name.as_bytes(), bytes] {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part);
        }
    };
    add("formwork", env!("CARGO_PKG_VERSION").as_bytes());
    add("runtime", runtime::fingerprint().as_bytes());
    for (name, value) in env.public.iter().chain(&env.declared) {
        add(name, value.as_bytes());
    }
    for directory in [&config.places.src, &config.places.routes, &config.places.assets] {
        let base = root.join(directory);
        let walk = walkdir::WalkDir::new(&base).follow_links(true).sort_by_file_name();
        for entry in walk.into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let name = crate::paths::relative(entry.path(), root).unwrap_or_default();
            add(&name, &fs::read(entry.path())?);
        }
    }
    let known = FILES.iter().map(|name| root.join(name));
    for path in known.chain(config.files.iter().cloned()) {
        match fs::read(&path) {
            Ok(bytes) => add(&crate::paths::relative(&path, root).unwrap_or_default(), &bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(format!("{:016x}", hasher.digest()))
}
