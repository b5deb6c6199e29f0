//! Files of `static/` and of the build: F-185…F-189.

use std::io::Read;

use crate::server::{is_reference, site};

/// F-185: types by extension.
#[test]
fn f185_files() {
    for (path, kind, text) in [
        ("/plain.txt", "text/plain", "plain text, 24 bytes now"),
        ("/page.html", "text/html;charset=utf-8", "<h1>page</h1>"),
        ("/favicon.ico", "image/x-icon", "icon"),
        ("/style.css", "text/css", "body{}"),
        ("/data.json", "application/json", "{}"),
        ("/with%20space.txt", "text/plain", "space"),
        ("/gr%C3%BCn.txt", "text/plain", "u"),
        ("/plain.txt?query=1", "text/plain", "plain text, 24 bytes now"),
    ] {
        let r = site().get(path).send();
        assert_eq!((r.status, r.text().as_str()), (200, text), "{path}");
        // Formwork may say more about the charset and less strictly spaced.
        let content_type = r.header("content-type").unwrap_or_default().replace(' ', "");
        assert!(
            content_type == kind || content_type == format!("{kind};charset=utf-8"),
            "{path}: {content_type}"
        );
        assert_eq!(r.header("content-length"), Some(text.len().to_string().as_str()), "{path}");
        assert!(r.header("etag").is_some(), "{path}");
        assert!(is_reference() || r.header("last-modified").is_some(), "{path}: the reference has none");
        assert_eq!(r.ran(), None, "F-111: without handle");
    }
    assert_eq!(site().get("/.well-known/thing").send().text(), "known");
}

/// F-185: HEAD and nothing else.
#[test]
fn f185_methods() {
    let r = site().request("HEAD", "/plain.txt").send();
    assert_eq!((r.status, r.header("content-length"), r.body.len()), (200, Some("24"), 0));
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let r = site().request(method, "/plain.txt").body("application/json", "{}").send();
        assert_eq!((r.status, r.header("allow")), (405, Some("GET, HEAD")), "{method}");
        assert_eq!(r.ran(), None);
    }
}

/// F-185: what the client has already.
#[test]
fn f185_conditional() {
    let etag = site().get("/plain.txt").send().header("etag").map(str::to_owned).expect("an etag");
    let r = site().get("/plain.txt").header("if-none-match", &etag).send();
    assert_eq!((r.status, r.body.len(), r.header("etag")), (304, 0, Some(etag.as_str())));
    let r = site().get("/plain.txt").header("if-none-match", "\"other\"").send();
    assert_eq!(r.status, 200);
}

/// F-185: ranges.
#[test]
fn f185_ranges() {
    for (range, content_range, text) in [
        ("bytes=2-5", "bytes 2-5/24", "ain "),
        ("bytes=20-", "bytes 20-23/24", " now"),
        ("bytes=-5", "bytes 19-23/24", "s now"),
        ("bytes=20-500", "bytes 20-23/24", " now"),
    ] {
        let r = site().get("/plain.txt").header("range", range).send();
        assert_eq!((r.status, r.text().as_str()), (206, text), "{range}");
        assert_eq!(r.header("content-range"), Some(content_range));
    }
    let r = site().get("/plain.txt").header("range", "bytes=200-500").send();
    assert_eq!((r.status, r.header("content-range")), (416, Some("bytes */24")));
}

/// F-185: what is not served.
#[test]
fn f185_hidden_and_outside() {
    for path in ["/.hidden", "/folder/none", "/folder/..", "/plain.txt/", "/PLAIN.txt"] {
        let r = site().get(path).native().send();
        assert_ne!(r.lossy(), "hidden");
        assert!(r.status == 404 || r.status == 308 || r.is_page(), "{path}: {}", r.status);
    }
    for path in [
        "/../src/app.html",
        "/..%2fsrc/app.html",
        "/%2e%2e/src/app.html",
        "/folder/%2e%2e/%2e%2e/server/index.js",
        "/..%5csrc",
        "/_app/../../server/index.js",
        "/_app/immutable/..%2f..%2f..%2fserver/index.js",
        "/plain.txt%00.html",
        "//etc/passwd",
        "/%2fetc/passwd",
    ] {
        let r = site().get(path).native().send();
        assert!([400, 404, 308].contains(&r.status), "{path}: {}", r.status);
        assert!(!r.lossy().contains("%sveltekit"), "{path}");
    }
}

/// F-186, F-187: the client's files.
#[test]
fn f186_client_files() {
    let html = site().get("/data").native().send().text();
    let start = html.find("_app/immutable/").expect("a client file in the page");
    let path: String = html[start..].chars().take_while(|c| !['"', '\'', ')', ' '].contains(c)).collect();
    let r = site().get(&format!("/{path}")).send();
    assert_eq!(r.status, 200, "{path}");
    assert_eq!(r.header("cache-control"), Some("public,max-age=31536000,immutable"));
    assert_eq!(r.ran(), None);
    for path in ["/_app/nothing", "/_app/immutable/nothing.js", "/_app/immutable/"] {
        let r = site().get(path).native().send();
        assert_eq!((r.status, r.text().as_str()), (404, "Not found"), "{path}");
        assert_eq!(r.header("cache-control"), Some("public, max-age=0, must-revalidate"), "{path}");
    }
    let r = site().get("/_app/version.json").send();
    assert!(r.json()["version"].is_string());
    assert!(!r.header("cache-control").unwrap_or_default().contains("immutable"));
    let version = r.json()["version"].as_str().map(str::to_owned);
    let data = site().get("/data/__data.json").send();
    assert_eq!(data.header("x-sveltekit-version").map(str::to_owned), version);
}

/// F-189: a file wins over a route.
#[test]
fn f189_files_win() {
    assert_eq!(site().get("/wins.txt").send().text(), "the file");
}

/// F-185: a folder's `index.html`, and a page without its ending, as the reference's server has them.
#[test]
fn f185_pages_among_the_files() {
    for path in ["/folder/", "/folder", "/folder/index.html", "/page", "/page.html"] {
        let r = site().get(path).send();
        assert_eq!(r.status, 200, "{path}");
        assert!(r.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{path}");
    }
}

/// F-188: forms that were compressed at the build.
#[test]
fn f188_compressed() {
    let page = site().get("/data").native().send().text();
    let start = page.find("_app/immutable/").expect("a client file in the page");
    let path: String = page[start..].chars().take_while(|c| !['"', '\'', ')', ' '].contains(c)).collect();
    for path in [format!("/{path}"), "/long.txt".to_owned()] {
        let plain = site().get(&path).send();
        assert_eq!(plain.header("content-encoding"), None, "{path}: only who asks");
        assert_eq!(plain.header("vary"), Some("Accept-Encoding"));
        let mut tags = vec![plain.header("etag").expect("a tag").to_owned()];
        for (accept, coding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, *", "gzip")] {
            let r = site().get(&path).header("accept-encoding", accept).send();
            assert_eq!((r.status, r.header("content-encoding")), (200, Some(coding)), "{path}: {accept}");
            assert_eq!(r.header("vary"), Some("Accept-Encoding"));
            assert_eq!(r.header("content-type"), plain.header("content-type"));
            assert_eq!(r.header("cache-control"), plain.header("cache-control"));
            assert_eq!(r.header("content-length"), Some(r.body.len().to_string().as_str()));
            assert!(r.body.len() < plain.body.len(), "{path}: {coding}");
            assert!(unpacked(coding, &r.body) == plain.body, "{path}: {coding}");
            if is_reference() {
                continue;
            }
            let tag = r.header("etag").expect("a tag").to_owned();
            let again =
                site().get(&path).header("accept-encoding", accept).header("if-none-match", &tag).send();
            assert_eq!((again.status, again.header("vary")), (304, Some("Accept-Encoding")));
            tags.push(tag);
        }
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), if is_reference() { 1 } else { 3 }, "each form has its own: {tags:?}");
        // A range of compressed bytes would be of no use to whoever continues a download.
        let r = site().get(&path).header("accept-encoding", "br").header("range", "bytes=2-5").send();
        if !is_reference() {
            assert_eq!((r.status, r.header("content-encoding")), (206, None));
            assert_eq!(r.body, plain.body[2..6]);
        }
    }
    let r = site().get("/plain.txt").header("accept-encoding", "br").send();
    assert!(is_reference() || r.header("content-encoding").is_none(), "too small to be worth it");
    let r = site().get("/data").native().header("accept-encoding", "br").send();
    assert_eq!(r.header("content-encoding"), None, "pages are the proxy's to compress");
}

fn unpacked(coding: &str, body: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    match coding {
        "br" => brotli::BrotliDecompress(&mut &body[..], &mut text).expect("brotli"),
        _ => drop(flate2::read::GzDecoder::new(body).read_to_end(&mut text).expect("gzip")),
    }
    text
}
