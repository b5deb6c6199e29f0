//! The whole output for small apps: add a folder under `tests/types/` and a test is added.

use std::fmt::Write as _;

use super::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/types").join(name)
}

fn files_of(name: &str, installed: &Installed) -> BTreeMap<String, String> {
    let root = fixture(name).canonicalize().unwrap();
    let memory = config::Memory::default();
    let (config, mut env) = configuration(&root, Mode::Development, &memory, &mut Vec::new());
    let checks = Checks { dev: false, prerendering: Prerendering::Ignore };
    let app = routes::survey(&root, &config.places, checks).unwrap();
    // What the machine happens to have set is no part of the fixture.
    let declared = env.declared.clone();
    env.public.retain(|name, _| declared.contains_key(name));
    env.private.retain(|name, _| declared.contains_key(name));
    generate(&app, &config, &env, installed)
}

#[test]
fn f215_f216_f217_f218_everything_that_is_written() {
    let mut names: Vec<String> = fs::read_dir(fixture(""))
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in names {
        let mut report = String::new();
        for (path, text) in files_of(&name, &Installed::default()) {
            if path.contains("/formwork/") {
                // Our own files, as they are in `library/`.
                let _ = writeln!(report, "=== {path}\n");
            } else {
                let _ = writeln!(report, "=== {path}\n{text}");
            }
        }
        insta::with_settings!({ snapshot_suffix => name, omit_expression => true }, {
            insta::assert_snapshot!("types", report);
        });
    }
}

#[test]
fn declarations_that_a_package_brings_are_left_to_it() {
    let files = files_of("everything", &Installed { kit: Some(3), vite: true });
    assert!(!files.keys().any(|path| path.ends_with("/kit.d.ts") || path.ends_with("/assets.d.ts")));
    let ambient = &files[".svelte-kit/ambient.d.ts"];
    assert!(ambient.contains("types=\"@sveltejs/kit\"") && ambient.contains("types=\"vite/client\""));
    assert!(!ambient.contains("declare module '$app/types'"), "{ambient}");
    assert!(files[".svelte-kit/non-ambient.d.ts"].contains("declare module '$app/types'"));
    // SvelteKit 2 has these itself.
    let files = files_of("everything", &Installed { kit: Some(2), vite: true });
    assert!(!files.keys().any(|path| path.ends_with("/earlier.d.ts")));
}

#[test]
fn writes_what_differs_and_removes_what_is_gone() {
    let app = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = app.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("src/app.html", "%sveltekit.head%<p>%sveltekit.body%</p>");
    put("src/routes/+page.svelte", "");
    put("src/routes/old/+page.svelte", "");
    let first = sync(app.path()).unwrap();
    assert_eq!(first.files, first.written);
    assert!(first.files.contains(&".svelte-kit/types/src/routes/old/$types.d.ts".to_owned()));
    assert_eq!(sync(app.path()).unwrap().written, Vec::<String>::new());

    fs::remove_dir_all(app.path().join("src/routes/old")).unwrap();
    put("src/routes/new/+server.js", "export const GET = () => new Response();");
    let next = sync(app.path()).unwrap();
    assert_eq!(next.removed, [".svelte-kit/types/src/routes/old/$types.d.ts"]);
    assert!(!app.path().join(".svelte-kit/types/src/routes/old").exists());
    assert_eq!(next.written, [".svelte-kit/ambient.d.ts", ".svelte-kit/types/src/routes/new/$types.d.ts"]);
}

/// A link that lies among the types leads to what is not ours to remove.
#[cfg(unix)]
#[test]
fn what_links_lead_to_stays() {
    let (app, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let types = app.path().join(".svelte-kit/types");
    fs::create_dir_all(app.path().join("src/routes")).unwrap();
    fs::create_dir_all(&types).unwrap();
    fs::write(app.path().join("src/app.html"), "%sveltekit.head%<p>%sveltekit.body%</p>").unwrap();
    fs::write(app.path().join("src/routes/+page.svelte"), "").unwrap();
    fs::write(other.path().join("precious.txt"), "").unwrap();
    std::os::unix::fs::symlink(other.path(), types.join("link")).unwrap();
    std::os::unix::fs::symlink(other.path(), app.path().join(".svelte-kit/formwork")).unwrap();
    sync(app.path()).unwrap();
    assert!(other.path().join("precious.txt").exists());
    assert!(!types.join("link").exists());
}

#[test]
fn ways() {
    assert_eq!(way("a/b", "a/b/c.js"), "./c.js");
    assert_eq!(way("a/b/d", "a/c.js"), "../../c.js");
    assert_eq!(way(".svelte-kit", "src/lib/*"), "../src/lib/*");
}
