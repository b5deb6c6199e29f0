//! Where documents find the build's files: F-155 and F-175; and the order and kinds of links, F-114, F-173, F-174, F-177.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::server::{elsewhere, fixed, placed};

/// Addresses of files of the build in a document, and of the icon.
fn addresses(r: &Answer) -> Vec<String> {
    r.text()
        .split(['"', '\''])
        .filter(|part| part.contains("_app/immutable") || part.ends_with("icon.svg"))
        .map(str::to_owned)
        .collect()
}

/// Whether all addresses of a document begin like this; there must be several.
fn all_begin(r: &Answer, start: &str) -> bool {
    let all = addresses(r);
    all.len() > 3
        && all.iter().all(|address| address.strip_prefix(start).is_some_and(|rest| rest.starts_with('/')))
}

fn seen(r: &Answer) -> Value {
    r.json_of("page")
}

/// F-175: relative to the address that was asked for, whatever the answer is.
#[test]
fn f175_relative_addresses() {
    for (target, up) in
        [("/", "."), ("/deep/er", ".."), ("/deep/er?later&x=/y", ".."), ("/always/", ".."), ("/shell", ".")]
    {
        let r = placed().get(target).native().send();
        assert!(all_begin(&r, up), "{target}: {:?}", addresses(&r));
        assert!(r.text().contains(&format!("new URL(\"{up}\", location)")), "{target}: {}", r.text());
    }
}

/// F-175: the answer to a native post, and error pages, are as deep as the page.
#[test]
fn f175_posts_and_error_pages() {
    let r = placed().post("/deep/er?/stay").form("").native().send();
    assert_eq!(r.status, 422);
    assert_eq!(seen(&r), json!({"here": "../deep/er", "asset": "../icon.svg", "form": {"sent": true}}));
    assert!(all_begin(&r, ".."), "{:?}", addresses(&r));
    for (target, up) in
        [("/nowhere", "."), ("/no/where/at/all", "../../.."), ("/no/where/", "../.."), ("/a%2Fb", ".")]
    {
        let r = placed().get(target).native().send();
        assert_eq!(r.status, 404, "{target}");
        assert!(all_begin(&r, up), "{target}: {:?}", addresses(&r));
        assert_eq!(seen(&r)["here"], format!("{up}/deep/er"), "{target}");
    }
    let r = placed().get("/deep/%zz").native().send();
    assert_eq!(r.status, 400);
    assert!(all_begin(&r, ".."), "{:?}", addresses(&r));
}

/// F-175: files that components import. The reference has absolute addresses for these.
#[test]
fn f175_imported_files() {
    let r = placed().get("/pictured/here").native().send();
    let html = r.text();
    let (_, image) = html.split_once("<img src=\"..").expect("a relative address");
    let path = image.split('"').next().unwrap_or_default();
    assert_eq!(placed().get(path).send().header("content-type"), Some("image/svg+xml"), "{path}");
}

/// F-155: `resolve` and `asset` while a page is rendered, and in an action.
#[test]
fn f155_relative_to_the_page() {
    for (target, up) in [("/", "."), ("/always/", "..")] {
        let page = seen(&placed().get(target).native().send());
        assert_eq!(
            page,
            json!({"here": format!("{up}/deep/er"), "asset": format!("{up}/icon.svg")}),
            "{target}"
        );
    }
    let r = placed().post("/deep/er?/away").form("").native().send();
    assert_eq!((r.status, r.header("location")), (303, Some("../always")));
}

/// F-175: `paths.relative: false`.
#[test]
fn f175_absolute_addresses() {
    let r = fixed().get("/fixed/deep/er").native().send();
    assert!(all_begin(&r, "/fixed"), "{:?}", addresses(&r));
    assert_eq!(seen(&r), json!({"here": "/fixed/deep/er", "asset": "/fixed/icon.svg"}));
    assert!(!r.text().contains("location)"), "{}", r.text());
}

/// F-175: `paths.assets`. The app itself is where it is.
#[test]
fn f175_files_elsewhere() {
    let r = elsewhere().get("/own/deep/er").native().send();
    assert!(all_begin(&r, "https://files.test/app"), "{:?}", addresses(&r));
    assert_eq!(seen(&r), json!({"here": "../deep/er", "asset": "https://files.test/app/icon.svg"}));
    assert!(r.text().contains("new URL(\"..\", location)"), "{}", r.text());
    assert!(r.text().contains("assets: \"https://files.test/app\""), "{}", r.text());
}

/// F-175: what a style sheet refers to lies beside it, so the build may be served under any prefix.
#[test]
fn f175_style_sheets() {
    let r = placed().get("/deep/er").native().send();
    let all = addresses(&r);
    let sheet = all.iter().find(|address| address.ends_with(".css")).expect("a style sheet");
    let css = placed().get(sheet.trim_start_matches('.')).send().text();
    let start = css.find("url(").expect("a font") + 4;
    let font = css[start..].split(')').next().unwrap_or_default().trim_matches(['"', '\'']);
    let font = font.trim_start_matches("./");
    assert!(!font.contains('/'), "{font} in {css}");
    assert_eq!(placed().get(&format!("/_app/immutable/assets/{font}")).send().status, 200, "{font}");
    // Where the addresses are not relative, they are not there either.
    let all = addresses(&fixed().get("/fixed/deep/er").native().send());
    let sheet = all.iter().find(|address| address.ends_with(".css")).expect("a style sheet");
    assert!(fixed().get(sheet).send().text().contains("/fixed/_app/immutable/assets/letters"));
}

/// The places of several texts in a document, which must be there.
fn places<const N: usize>(html: &str, texts: [&str; N]) -> [usize; N] {
    texts.map(|text| html.find(text).unwrap_or_else(|| panic!("{text} is not in {html}")))
}

/// F-173, F-177: preloads, the head of the components, style sheets; the page, the start.
#[test]
fn f173_order() {
    let r = placed().get("/deep/er").native().send();
    let html = r.text();
    let places = places(
        &html,
        [
            "rel=\"modulepreload\"",
            "<title>Deep",
            "rel=\"stylesheet\"",
            "</head>",
            "id=\"page\"",
            "location)",
            "</body>",
        ],
    );
    assert!(places.is_sorted(), "{places:?} in {html}");
    let last = html.rfind("rel=\"modulepreload\"").unwrap_or_default();
    assert!(last < places[1], "{html}");
}

/// F-177, F-142: scripts of the nodes that are shown, each once, and only those.
#[test]
fn f177_scripts() {
    let scripts = |target: &str| -> Vec<String> {
        let html = placed().get(target).native().send().text();
        html.split("<link")
            .filter(|link| link.contains("rel=\"modulepreload\""))
            .filter_map(|link| link.split("href=\"").nth(1)?.split('"').next().map(str::to_owned))
            .map(|path| path.trim_start_matches(['.', '/']).to_owned())
            .collect()
    };
    let (home, deep, shell) = (scripts("/"), scripts("/deep/er"), scripts("/shell"));
    let only = |these: &[String], those: &[String]| these.iter().filter(|path| !those.contains(path)).count();
    assert!(only(&deep, &home) >= 1 && only(&home, &deep) >= 1, "{home:?} {deep:?}");
    // The browser will need them for a page that it renders alone as well.
    assert!(only(&shell, &home) >= 1 && only(&shell, &deep) >= 1, "{shell:?}");
    for path in home.iter().chain(&deep) {
        assert_eq!(placed().get(&format!("/{path}")).send().status, 200, "{path}");
    }
    let mut sorted = deep.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), deep.len(), "{deep:?}");
}

/// F-114: what `preload` is asked about, and what it decides. Without it fonts are not preloaded.
#[test]
fn f114_preload() {
    let plain = placed().get("/deep/er").native().send().text();
    assert!(!plain.contains("as=\"font\"") && plain.contains("rel=\"stylesheet\""), "{plain}");
    let r = placed().get("/deep/er?preload=font").native().send();
    let html = r.text();
    assert!(!html.contains("modulepreload") && html.contains("rel=\"stylesheet\""), "{html}");
    let link = html.split("<link").find(|link| link.contains("as=\"font\"")).expect("a font");
    assert!(link.contains("rel=\"preload\"") && link.contains("type=\"font/woff2\""), "{link}");
    assert!(link.contains(" crossorigin"), "{link}");
    let asked: Vec<Value> = serde_json::from_str(r.header("x-asked").expect("questions")).expect("JSON");
    assert!(
        asked
            .iter()
            .all(|question| question["path"].as_str().is_some_and(|path| path.starts_with("../_app/")))
    );
    let fonts: Vec<&Value> = asked.iter().filter(|question| question["type"] == "font").collect();
    assert_eq!(fonts.len(), 1, "{asked:?}");
    assert_eq!(fonts[0]["filename"], "src/routes/letters.woff2");
    assert!(asked.iter().filter(|question| question["type"] == "js").count() >= 3, "{asked:?}");
    // One that fails is an error of the app.
    assert_eq!(placed().get("/deep/er?preload=throw").native().send().status, 500);
}

/// F-174: the headers of a document; a streamed one has neither tag nor length. No `Link` header.
#[test]
fn f174_headers() {
    let r = placed().get("/deep/er").native().send();
    assert_eq!(r.header("content-type"), Some("text/html"));
    assert_eq!(r.header("x-sveltekit-page"), Some("true"));
    assert_eq!(r.header("link"), None);
    assert!(r.header("etag").is_some_and(|tag| tag.starts_with('"') && tag.ends_with('"')));
    let r = placed().get("/deep/er?later").native().send();
    assert_eq!((r.header("content-type"), r.header("x-sveltekit-page")), (Some("text/html"), Some("true")));
    assert_eq!((r.header("etag"), r.header("content-length")), (None, None));
    assert!(r.text().contains("arrived"), "{}", r.text());
}

/// F-172, F-192: the template's nonce is there without a policy too, for one that the app or a proxy makes.
#[test]
fn f172_nonce_without_a_policy() {
    let nonce = |r: &Answer| {
        let text = r.text();
        let (_, rest) = text.split_once("name=\"nonce\" content=\"").expect("the nonce");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    let (first, second) = (placed().get("/").native().send(), placed().get("/").native().send());
    assert_eq!(first.header("content-security-policy"), None);
    assert_eq!(nonce(&first).len(), 24, "128 bits");
    assert_ne!(nonce(&first), nonce(&second));
    assert!(!first.text().contains("<script nonce"), "{}", first.text());
}
