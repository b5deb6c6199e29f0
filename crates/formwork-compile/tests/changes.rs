//! F-210: what a page that is open has to do about a new build.

mod common;

use std::fs;
use std::path::Path;

use formwork_compile::{BuildOptions, Builder, Built, Change, Mode, Update};

/// An app that is built again and again.
struct Edited {
    dir: tempfile::TempDir,
    builder: Builder,
    last: Option<Built>,
}

impl Edited {
    async fn new(fixture: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        common::copy("fixtures", fixture, dir.path());
        let mut edited = Edited { dir, builder: Builder::new(), last: None };
        edited.last = Some(edited.build().await);
        edited
    }

    fn root(&self) -> &Path {
        self.dir.path()
    }

    async fn build(&self) -> Built {
        let options = BuildOptions {
            app: self.root().to_owned(),
            out: self.root().join(".formwork/dev"),
            mode: Mode::Development,
            version: None,
        };
        self.builder.build(&options, |_| {}).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Writes a file and says what has to be done about it.
    async fn write(&mut self, file: &str, text: &str) -> Change {
        let file = self.root().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        let built = self.build().await;
        let change = built.since(self.last.as_ref().unwrap());
        self.last = Some(built);
        change
    }

    async fn change(&mut self, file: &str, from: &str, to: &str) -> Change {
        let text = fs::read_to_string(self.root().join(file)).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        self.write(file, &text.replace(from, to)).await
    }
}

fn update(change: Change) -> Update {
    match change {
        Change::Update(update) => update,
        Change::Reload => panic!("a reload"),
    }
}

fn ids(update: &Update) -> Vec<&str> {
    update.modules.iter().map(|module| module.id.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn f210_components_styles_and_server_modules() {
    let mut app = Edited::new("basic").await;
    let page = "src/routes/+page.svelte";

    let same = fs::read_to_string(app.root().join(page)).unwrap();
    assert_eq!(app.write(page, &same).await, Change::Update(Update::default()));

    let markup = update(app.change(page, "Todos (", "To do (").await);
    assert_eq!(ids(&markup), [page]);
    assert_eq!(markup.modules[0].url, "/_app/immutable/modules/src/routes/_page.svelte.js");
    assert!(markup.sheets.is_empty() && markup.styles.is_none() && !markup.data, "{markup:?}");

    // More of Svelte and of the framework than before, and a component that nobody had.
    app.write("src/lib/New.svelte", "<p>new</p>\n<style>p { color: blue }</style>\n").await;
    let script = update(
        app.change(
            page,
            "let count",
            "import { onMount } from 'svelte';\n\timport { fly } from 'svelte/transition';\n\t\
             import { goto } from '$app/navigation';\n\timport New from '$lib/New.svelte';\n\t\
             onMount(() => console.log(fly, goto, New));\n\tlet count",
        )
        .await,
    );
    assert_eq!(ids(&script), [page]);
    let styles = script.styles.expect("the page has one style sheet more");
    assert!(
        styles.concat().iter().any(|file| file.ends_with("modules/src/lib/New.svelte.css")),
        "{styles:?}"
    );

    let style = update(app.change(page, "color: red", "color: green").await);
    assert!(style.modules.is_empty() && !style.data, "{style:?}");
    assert_eq!(style.sheets, ["/_app/immutable/modules/src/routes/_page.svelte.css"]);

    let server = update(app.change("src/lib/todos.server.js", "[", "[ ").await);
    assert!(server.data && server.modules.is_empty(), "{server:?}");

    // A module that does not accept is the page's to judge: it may not have loaded it. (The bundler writes constants into
    // the modules that import them, so the page's file may be another one too.)
    app.write("src/lib/text.js", "export const text = 'one';\n").await;
    app.change(page, "let count", "import { text } from '$lib/text.js';\n\tconsole.log(text);\n\tlet count")
        .await;
    let module = update(app.change("src/lib/text.js", "one", "two").await);
    assert!(ids(&module).contains(&"src/lib/text.js"), "{module:?}");
}

/// Files of the build have names too, and an app may use the same.
#[tokio::test(flavor = "multi_thread")]
async fn f210_modules_that_are_named_like_files_of_the_build() {
    let mut app = Edited::new("basic").await;
    let names = ["src/lib/facades/text.js", "src/lib/styled.js"];
    let mut imports = String::new();
    for (index, name) in names.iter().enumerate() {
        app.write(name, "export const text = () => 'one';\n").await;
        let short = name.strip_prefix("src/lib/").unwrap();
        imports.push_str(&format!(
            "import {{ text as t{index} }} from '$lib/{short}';\n\tconsole.log(t{index}());\n\t"
        ));
    }
    app.change("src/routes/+page.svelte", "let count", &format!("{imports}let count")).await;
    for name in names {
        let change = update(app.change(name, "one", "two").await);
        assert!(ids(&change).contains(&name), "{name}: {change:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f210_what_no_page_can_take() {
    let mut app = Edited::new("basic").await;
    assert_eq!(app.write("src/routes/more/+page.svelte", "<h1>More</h1>\n").await, Change::Reload);
    assert_eq!(app.change("src/app.html", "<body", "<body class=\"x\"").await, Change::Reload);
    let options = "export const ssr = false;\n";
    assert_eq!(app.write("src/routes/more/+page.js", options).await, Change::Reload);
}

/// F-212: in production guards are dropped, and nothing of all this is there.
#[tokio::test(flavor = "multi_thread")]
async fn f212_nothing_is_left_in_production() {
    let dir = tempfile::tempdir().unwrap();
    common::copy("fixtures", "basic", dir.path());
    fs::write(
        dir.path().join("src/routes/about/+page.svelte"),
        "<script>\n\tif (import.meta.hot) {\n\t\timport.meta.hot.accept(() => 'guarded');\n\t}\n\tconst kind = typeof import.meta.hot;\n</script>\n\n<p>{kind}</p>\n",
    )
    .unwrap();
    let options = BuildOptions {
        app: dir.path().to_owned(),
        out: dir.path().join("build"),
        mode: Mode::Production,
        version: None,
    };
    Builder::new().build(&options, |_| {}).await.unwrap_or_else(|error| panic!("{error}"));
    for entry in walkdir::WalkDir::new(dir.path().join("build")).into_iter().flatten() {
        if entry.path().extension().is_some_and(|end| end == "js") {
            let text = fs::read_to_string(entry.path()).unwrap();
            for trace in ["guarded", "import.meta.hot", "__formwork_hot__", "__formwork_take"] {
                assert!(!text.contains(trace), "{trace} in {}", entry.path().display());
            }
        }
    }
}
