//! Operations on directories and on copies: what is more than one call of the operating system.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use super::failure::{EISDIR, Failure};
use super::stat;

type Outcome<T> = Result<T, Failure>;

/// Makes a directory, with those above it if asked. Gives the first one that had to be made, as Node does.
pub(super) fn make_dir(path: &str, recursive: bool, mode: Option<u32>) -> Outcome<Option<String>> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(recursive);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode.unwrap_or(0o777));
    let target = Path::new(path);
    let first = if recursive {
        let missing = |dir: &&Path| !dir.as_os_str().is_empty() && !dir.exists();
        target.ancestors().take_while(missing).last()
    } else {
        None
    };
    builder.create(target).map_err(|error| Failure::new(&error, "mkdir", path))?;
    let absolute = |dir: &Path| std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    Ok(first.map(|dir| absolute(dir).to_string_lossy().into_owned()))
}

/// Makes a directory of a new name that only its owner can look into.
pub(super) fn make_temporary(prefix: &str) -> Outcome<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    loop {
        let mut random = [0; 6];
        let filled = getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()));
        let letter = |byte: u8| LETTERS.get(usize::from(byte & 31)).copied().map_or('x', char::from);
        let path = format!("{prefix}{}", random.map(letter).iter().collect::<String>());
        match filled.and_then(|()| builder.create(&path)) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Failure::new(&error, "mkdtemp", &format!("{prefix}XXXXXX"))),
        }
    }
}

/// Removes a file, or a directory with all that is in it. Links are removed, not what they lead to.
pub(super) fn remove(path: &str, recursive: bool, force: bool) -> Outcome<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() && recursive => fs::remove_dir_all(path),
        Ok(meta) if meta.is_dir() => {
            let message = format!("Path is a directory: rm returned EISDIR (is a directory) {path}");
            return Err(Failure::rule("ERR_FS_EISDIR", message, "rm", path));
        }
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if force && error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(|error| Failure::new(&error, "rm", path)),
    }
}

/// What is in a directory, sorted: the path from `root` to where it is, the name, the kind.
pub(super) fn read_dir(root: &str, recursive: bool) -> Outcome<Vec<String>> {
    let mut found = Vec::new();
    let mut waiting = vec![String::new()];
    while let Some(below) = waiting.pop() {
        let place = if below.is_empty() { root.to_owned() } else { format!("{root}/{below}") };
        let failed = |error: &io::Error| Failure::new(error, "scandir", &place);
        let mut entries = Vec::new();
        for entry in fs::read_dir(&place).map_err(|error| failed(&error))? {
            let entry = entry.map_err(|error| failed(&error))?;
            let kind = entry.file_type().map_err(|error| failed(&error))?;
            entries.push((entry.file_name().to_string_lossy().into_owned(), stat::kind(kind)));
        }
        entries.sort_unstable();
        for (name, kind) in entries {
            if recursive && kind == "directory" {
                waiting.push(if below.is_empty() { name.clone() } else { format!("{below}/{name}") });
            }
            found.extend([below.clone(), name, kind.to_owned()]);
        }
    }
    Ok(found)
}

#[cfg(unix)]
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// Copies a file; an `exclusive` copy replaces nothing.
pub(super) fn copy_file(from: &str, to: &str, exclusive: bool) -> Outcome<()> {
    let failed = |error: &io::Error| Failure::two(error, "copyfile", from, to);
    let source = fs::metadata(from).map_err(|error| failed(&error))?;
    if source.is_dir() {
        return Err(failed(&io::Error::from_raw_os_error(EISDIR)));
    }
    if exclusive {
        return copy_new(from, &source, to).map_err(|error| failed(&error));
    }
    // Copying a file onto itself would empty it first.
    if fs::metadata(to).is_ok_and(|target| is_same(&source, &target)) {
        return Ok(());
    }
    fs::copy(from, to).map(drop).map_err(|error| failed(&error))
}

/// Copies to a file that must not be there, nor come while this looks.
fn copy_new(from: &str, source: &Metadata, to: &str) -> io::Result<()> {
    let mut reader = fs::File::open(from)?;
    let mut writer = fs::File::options().write(true).create_new(true).open(to)?;
    io::copy(&mut reader, &mut writer)?;
    writer.set_permissions(source.permissions())
}

/// What `cp` was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copying {
    pub(super) recursive: bool,
    pub(super) force: bool,
    pub(super) error_on_exist: bool,
    pub(super) dereference: bool,
    pub(super) preserve_timestamps: bool,
}

impl Copying {
    /// Copies a file, a link or a directory with all that is in it.
    pub(super) fn copy(self, from: &str, to: &str) -> Outcome<()> {
        let source = self.look(from).map_err(|error| Failure::two(&error, "cp", from, to))?;
        let target = self.look(to).ok();
        if target.as_ref().is_some_and(|target| is_same(&source, target)) || self.is_inside(&source, to) {
            let message =
                format!("Invalid src or dest: cannot copy {from} to {to}, which is it or inside it");
            return Err(Failure::rule("ERR_FS_CP_EINVAL", message, "cp", to));
        }
        if source.is_dir() && !self.recursive {
            let message =
                format!("Recursive option not enabled, cannot copy a directory: cp returned EISDIR {from}");
            return Err(Failure::rule("ERR_FS_EISDIR", message, "cp", from));
        }
        if let Some(parent) = Path::new(to).parent().filter(|dir| !dir.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(|error| Failure::two(&error, "cp", from, to))?;
        }
        // A list of what is left to do, because a call for each level could use up the stack.
        let mut left = vec![(from.to_owned(), source, to.to_owned())];
        let mut made = Vec::new();
        while let Some((from, source, to)) = left.pop() {
            if source.is_dir() {
                if self.enter(&from, &to)? {
                    made.push((to.clone(), source.permissions()));
                }
                self.list(&from, &to, &mut left)?;
            } else {
                self.copy_one(&from, &source, &to)?;
            }
        }
        // Last of all, and from within: a directory that may not be written to can be filled no more.
        for (dir, permissions) in made.into_iter().rev() {
            fs::set_permissions(&dir, permissions).map_err(|error| Failure::new(&error, "chmod", &dir))?;
        }
        Ok(())
    }

    fn look(self, path: &str) -> io::Result<Metadata> {
        if self.dereference { fs::metadata(path) } else { fs::symlink_metadata(path) }
    }

    /// Whether a path leads into the directory that is copied: that would have no end.
    fn is_inside(self, source: &Metadata, to: &str) -> bool {
        let Ok(absolute) = std::path::absolute(to) else { return false };
        let above = |dir: &Path| fs::metadata(dir).is_ok_and(|dir| is_same(source, &dir));
        source.is_dir() && absolute.ancestors().skip(1).any(above)
    }

    /// Makes the copy of a directory; false if there is one.
    fn enter(self, from: &str, to: &str) -> Outcome<bool> {
        match self.look(to) {
            Ok(target) if target.is_dir() => Ok(false),
            Ok(_) => {
                let message = format!("Cannot overwrite non-directory {to} with directory {from}");
                Err(Failure::rule("ERR_FS_CP_DIR_TO_NON_DIR", message, "cp", to))
            }
            Err(_) => match fs::create_dir(to) {
                Ok(()) => Ok(true),
                Err(error) => Err(Failure::two(&error, "cp", from, to)),
            },
        }
    }

    /// Adds what is in a directory to what is left to do.
    fn list(self, from: &str, to: &str, left: &mut Vec<(String, Metadata, String)>) -> Outcome<()> {
        let failed = |error: &io::Error| Failure::two(error, "cp", from, to);
        for entry in fs::read_dir(from).map_err(|error| failed(&error))? {
            let name = entry.map_err(|error| failed(&error))?.file_name();
            let name = name.to_string_lossy();
            let (from, to) = (format!("{from}/{name}"), format!("{to}/{name}"));
            let source = self.look(&from).map_err(|error| Failure::two(&error, "cp", &from, &to))?;
            left.push((from, source, to));
        }
        Ok(())
    }

    fn copy_one(self, from: &str, source: &Metadata, to: &str) -> Outcome<()> {
        let failed = |error: &io::Error| Failure::two(error, "cp", from, to);
        let target = self.look(to).ok();
        if target.as_ref().is_some_and(Metadata::is_dir) {
            let message = format!("Cannot overwrite directory {to} with non-directory {from}");
            return Err(Failure::rule("ERR_FS_CP_NON_DIR_TO_DIR", message, "cp", to));
        }
        if target.is_some() {
            if !self.force {
                if self.error_on_exist {
                    let message =
                        format!("Target already exists: cp returned EEXIST (file already exists) {to}");
                    return Err(Failure::rule("ERR_FS_CP_EEXIST", message, "cp", to));
                }
                return Ok(());
            }
            // The new file is no other name of what was there.
            fs::remove_file(to).map_err(|error| failed(&error))?;
        }
        if source.is_symlink() {
            return self.link(from, to);
        }
        if !source.is_file() {
            let message = format!("Cannot copy what is neither a file nor a directory: {from}");
            return Err(Failure::rule("ERR_FS_CP_UNKNOWN", message, "cp", from));
        }
        fs::copy(from, to).map_err(|error| failed(&error))?;
        if self.preserve_timestamps {
            let times = |meta: &Metadata| {
                Ok(fs::FileTimes::new().set_accessed(meta.accessed()?).set_modified(meta.modified()?))
            };
            let set = times(source).and_then(|times| fs::File::open(to)?.set_times(times));
            set.map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// A link that leads to the same place as the one at `from`.
    fn link(self, from: &str, to: &str) -> Outcome<()> {
        let failed = |error: &io::Error| Failure::two(error, "symlink", from, to);
        let target = fs::read_link(from).map_err(|error| failed(&error))?;
        let target = match Path::new(from).parent() {
            Some(dir) if target.is_relative() => {
                std::path::absolute(dir.join(target)).map_err(|error| failed(&error))?
            }
            _ => target,
        };
        super::symlink(&target, Path::new(to)).map_err(|error| failed(&error))
    }
}
