//! Values of environment variables while the app is built (F-167, F-169): `.env` files and the environment.
//!
//! Later files win over earlier ones and the environment wins over all. Names that start with `PUBLIC_` are public,
//! all others private (SvelteKit 2); with `src/env` that is declared. Only what a module imports ends up in its bundle.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    builder::{Mode, configuration},
    config,
    diagnostic::{Code, Diagnostic},
    entries::StaticEnv,
    env_file,
    paths::relative,
};

impl Mode {
    /// As `.env` files and `import.meta.env.MODE` have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::Development => "development",
            Mode::Production => "production",
        }
    }
}

/// All files of a directory that are ever read, for watching.
pub(crate) fn watched(directory: &Path) -> Vec<PathBuf> {
    let mut files = names(directory, Mode::Development);
    files.extend(names(directory, Mode::Production));
    files
}

fn names(directory: &Path, mode: Mode) -> Vec<PathBuf> {
    let mode = mode.name();
    [".env".to_owned(), ".env.local".to_owned(), format!(".env.{mode}"), format!(".env.{mode}.local")]
        .map(|name| directory.join(name))
        .to_vec()
}

/// Whether a path names a file of variables (`.env`, `.env.local` and their like), in whatever directory it lies.
pub fn is_env_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name == ".env" || name.starts_with(".env.")
}

/// The files of variables that an app has (`env.dir` tells where), the later winning over the earlier. A configuration
/// that cannot be read counts as none: the build says what is wrong with it.
pub fn files(app: &Path, mode: Mode) -> Vec<PathBuf> {
    // Where they lie may depend on a variable, which is one of those in the app's own directory.
    let (config, _) = configuration(app, mode, &config::Memory::default(), &mut Vec::new());
    let files = names(&app.join(config.env_dir), mode);
    files.into_iter().filter(|path| path.is_file()).collect()
}

/// Reads them; what cannot be read goes to `found`.
pub(crate) fn read(root: &Path, directory: &Path, mode: Mode, found: &mut Vec<Diagnostic>) -> StaticEnv {
    let mut declared = BTreeMap::new();
    for file in names(directory, mode) {
        let name = relative(&file, root).unwrap_or_default();
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            // Some put a directory there, for what is to be hidden in containers.
            Err(_) if !file.is_file() => continue,
            Err(error) => {
                let message = format!("The file cannot be read: {error}");
                found.push(Diagnostic::error(Code::EnvFile, message).in_file(name));
                continue;
            }
        };
        match env_file::parse(&text) {
            Ok(variables) => declared.extend(variables),
            Err(error) => {
                let line = u32::try_from(error.line).unwrap_or_default();
                // Without its text: values may be secrets.
                let mut diagnostic = Diagnostic::error(Code::EnvFile, error.message).in_file(name);
                diagnostic.line = Some(line);
                found.push(diagnostic);
            }
        }
    }
    let mut values = declared.clone();
    values.extend(
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
    );
    for (name, value) in &mut declared {
        if let Some(current) = values.get(name) {
            value.clone_from(current);
        }
    }
    let (public, private) = values.into_iter().partition(|(name, _)| name.starts_with("PUBLIC_"));
    StaticEnv { public, private, declared }
}

impl StaticEnv {
    /// All of them, as JSON.
    pub(crate) fn json(&self) -> Value {
        let all = self.public.iter().chain(&self.private);
        Value::Object(all.map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect())
    }

    /// Those that Vite shows to everybody, in `import.meta.env` (F-7).
    pub(crate) fn of_vite(&self) -> impl Iterator<Item = (&String, &String)> {
        self.private.iter().filter(|(name, _)| name.starts_with("VITE_"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f169_files_by_mode() {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in [
            (".env", "FORMWORK_A=1\nFORMWORK_B=1\nFORMWORK_C=1\nPUBLIC_FORMWORK=1"),
            (".env.local", "FORMWORK_B=2\nFORMWORK_C=2"),
            (".env.production", "FORMWORK_C=3"),
            (".env.development", "FORMWORK_C=no"),
        ] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        let mut found = Vec::new();
        let env = read(dir.path(), dir.path(), Mode::Production, &mut found);
        assert!(found.is_empty(), "{found:?}");
        let value = |name: &str| env.private[name].as_str();
        assert_eq!([value("FORMWORK_A"), value("FORMWORK_B"), value("FORMWORK_C")], ["1", "2", "3"]);
        assert_eq!(env.public["PUBLIC_FORMWORK"], "1");
        std::fs::write(dir.path().join(".env"), "A=1\nnonsense").unwrap();
        read(dir.path(), dir.path(), Mode::Production, &mut found);
        assert_eq!((found[0].file.as_deref(), found[0].line), (Some(".env"), Some(2)));
        std::fs::write(dir.path().join(".env"), b"A=\xff").unwrap();
        found.clear();
        read(dir.path(), dir.path(), Mode::Production, &mut found);
        assert_eq!((found[0].file.as_deref(), found[0].line), (Some(".env"), None));
    }

    #[test]
    fn f169_a_directory_that_a_variable_names() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("settings")).unwrap();
        for (name, text) in [
            (".env", "FORMWORK_DIRECTORY=settings"),
            ("settings/.env", "A=1"),
            (
                "vite.config.js",
                "import { sveltekit } from '@sveltejs/kit/vite';\nimport { loadEnv } from 'vite';\n\
                 export default ({ mode }) => ({ plugins: [sveltekit({ env: { dir: loadEnv(mode, '.', '').FORMWORK_DIRECTORY } })] });",
            ),
        ] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        assert_eq!(files(dir.path(), Mode::Development), [dir.path().join("settings/.env")]);
    }
}
