//! Embeds the templates of `formwork new`: every directory below `templates/` becomes a list of paths and texts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let templates = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("templates");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", templates.display());
    let mut text = String::new();
    let mut names: Vec<PathBuf> = fs::read_dir(&templates)?.flatten().map(|entry| entry.path()).collect();
    names.sort();
    for template in names.iter().filter(|path| path.is_dir()) {
        let name =
            template.file_name().unwrap_or_default().to_string_lossy().to_uppercase().replace('-', "_");
        let mut files = Vec::new();
        collect(template, template, &mut files)?;
        files.sort();
        let _ = writeln!(text, "const {name}: Files = &[");
        for (path, file) in files {
            let _ = writeln!(text, "    ({path:?}, include_str!({:?})),", file.display().to_string());
        }
        text.push_str("];\n");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("templates.rs"), text)
}

fn collect(root: &Path, directory: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
            continue;
        }
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        // Under its real name it would hide files of this repository from version control.
        let name = if name == "gitignore" { ".gitignore".to_owned() } else { name };
        files.push((name, path));
    }
    Ok(())
}
