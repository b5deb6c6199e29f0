//! Page options: F-140…F-145.

use crate::answer::Answer;
use crate::server::site;

/// Whether a page was rendered on the server, and whether it has a script.
fn shown(r: &Answer) -> (bool, bool) {
    (r.text_of("page").is_some(), r.text().contains("<script"))
}

/// F-140, F-143: options are inherited and overridden; the universal module wins over the server's.
#[test]
fn f140_inheritance() {
    for (path, rendered, script) in [
        ("/options/", true, false),
        ("/options/on", true, true),
        ("/options/computed/", false, true),
        ("/options/both/", false, true),
    ] {
        let r = site().get(path).native().send();
        assert_eq!(r.status, 200, "{path}");
        assert_eq!(shown(&r), (rendered, script), "{path}: {}", r.text());
    }
    for (path, location) in
        [("/options", "./options/"), ("/options/on/", "../on"), ("/options/endpoint", "./endpoint/")]
    {
        let r = site().get(path).native().send();
        assert_eq!((r.status, r.header("location")), (308, Some(location)), "{path}");
    }
    assert_eq!(site().get("/options/endpoint/").send().text(), "/options/endpoint/");
}
