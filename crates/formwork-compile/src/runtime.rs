//! The embedded sources, and where they lie in an app.
//!
//! Everything that a bundle needs besides the app itself is unpacked once into
//! `<app>/.formwork/runtime-<hash>/`: `node_modules/` (svelte and what it imports) and `client/` (Formwork's own
//! modules). Inside the app, because module ids relative to the app must not depend on the machine (the same input
//! gives the same bytes). Unpacking is atomic (a directory renamed into place) and safe against a second process.
//! An app with its own `svelte`, here or in a directory above as Node would find it, keeps using that one.

use std::{
    fs, io,
    io::Read,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use flate2::read::DeflateDecoder;
use xxhash_rust::xxh3::Xxh3;

const RUNTIME: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/runtime.bin"));
const CLIENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/client.bin"));
const COMPILER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/svelte-compiler.bin"));

/// The version of Svelte that is embedded.
pub const SVELTE_VERSION: &str = env!("FORMWORK_SVELTE_VERSION");

/// Where the modules outside `src` are found.
#[derive(Debug, Clone)]
pub(crate) struct Runtime {
    /// `<app>/.formwork/runtime-<hash>`.
    pub(crate) dir: PathBuf,
    /// The app's own `node_modules/svelte`, if it has one.
    pub(crate) own_svelte: Option<PathBuf>,
}

impl Runtime {
    /// Unpacks the embedded sources if this version is not there yet.
    pub(crate) fn prepare(app: &Path) -> io::Result<Self> {
        let work = work_dir(app)?;
        let dir = work.join(format!("runtime-{}", fingerprint()));
        if !dir.is_dir() {
            prune(&work);
            static COUNTER: AtomicU32 = AtomicU32::new(0);
            let part = work.join(format!(
                "unpack-{}-{}",
                std::process::id(),
                COUNTER.fetch_add(1, Ordering::Relaxed)
            ));
            unpack(RUNTIME, &part.join("node_modules"))?;
            unpack(CLIENT, &part.join("client"))?;
            if let Err(error) = fs::rename(&part, &dir) {
                let _ = fs::remove_dir_all(&part);
                // Another process was quicker: what it put there is the same.
                if !dir.is_dir() {
                    return Err(error);
                }
            }
        }
        Ok(Self { dir, own_svelte: find_package(app, "svelte") })
    }

    /// A file of Formwork's own modules, by its path in `client/src`.
    pub(crate) fn client(&self, path: &str) -> PathBuf {
        self.dir.join("client").join(path)
    }
}

/// `<app>/.formwork`, with a `.gitignore` that hides all of it.
pub(crate) fn work_dir(app: &Path) -> io::Result<PathBuf> {
    let work = app.join(".formwork");
    fs::create_dir_all(&work)?;
    let ignore = work.join(".gitignore");
    if !ignore.exists() {
        fs::write(&ignore, "*\n")?;
    }
    Ok(work)
}

/// Removes what other versions of Formwork have unpacked; one that still runs would unpack it again.
fn prune(work: &Path) {
    for entry in fs::read_dir(work).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with("runtime-") {
            // A leftover does no harm.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The bytecode of the embedded compiler.
pub(crate) fn compiler_bytecode() -> io::Result<Vec<u8>> {
    inflate(COMPILER)
}

pub(crate) fn fingerprint() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let mut hasher = Xxh3::new();
        hasher.update(RUNTIME);
        hasher.update(CLIENT);
        format!("{:016x}", hasher.digest())
    })
}

/// A package as Node looks for it: in `node_modules` of the directory and of all above it.
pub(crate) fn find_package(app: &Path, name: &str) -> Option<PathBuf> {
    app.ancestors()
        .map(|dir| dir.join("node_modules").join(name))
        .find(|dir| dir.join("package.json").is_file())
}

fn inflate(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut data = Vec::new();
    DeflateDecoder::new(bytes).read_to_end(&mut data)?;
    Ok(data)
}

fn unpack(archive: &[u8], into: &Path) -> io::Result<()> {
    let data = inflate(archive)?;
    let mut rest = data.as_slice();
    while !rest.is_empty() {
        let path = take(&mut rest)?;
        let content = take(&mut rest)?;
        let path = into.join(String::from_utf8_lossy(path).as_ref());
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    Ok(())
}

fn take<'a>(rest: &mut &'a [u8]) -> io::Result<&'a [u8]> {
    let broken = || io::Error::other("an embedded archive is cut off");
    let (length, tail) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
    let length = u32::from_le_bytes(*length) as usize;
    let (part, tail) = tail.split_at_checked(length).ok_or_else(broken)?;
    *rest = tail;
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacks_once_and_hides_itself() {
        let app = tempfile::tempdir().unwrap();
        fs::create_dir_all(app.path().join(".formwork/runtime-of-an-older-version/client")).unwrap();
        let first = Runtime::prepare(app.path()).unwrap();
        assert!(first.dir.join("node_modules/svelte/src/index-server.js").is_file());
        assert!(first.dir.join("node_modules/esm-env/package.json").is_file());
        assert!(!first.dir.join("node_modules/svelte/src/compiler").exists());
        let again = Runtime::prepare(app.path()).unwrap();
        assert_eq!(first.dir, again.dir);
        assert_eq!(fs::read_to_string(app.path().join(".formwork/.gitignore")).unwrap(), "*\n");
        let entries = fs::read_dir(app.path().join(".formwork")).unwrap().count();
        assert_eq!(entries, 2, "nothing half-unpacked stays behind");
    }

    #[test]
    fn prefers_the_svelte_of_the_app() {
        let root = tempfile::tempdir().unwrap();
        let own = root.path().join("node_modules/svelte");
        fs::create_dir_all(&own).unwrap();
        fs::write(own.join("package.json"), "{}").unwrap();
        let app = root.path().join("packages/app");
        fs::create_dir_all(&app).unwrap();
        assert_eq!(Runtime::prepare(&app).unwrap().own_svelte, Some(own));
    }
}
