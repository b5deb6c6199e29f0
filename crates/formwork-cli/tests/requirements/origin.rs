//! Cross-site form posts: S-108…S-115.

use crate::http::Request;
use crate::server::{ORIGIN, actions, actions_without_origin, is_reference, start};

const FORM_TYPES: [&str; 6] = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "TEXT/PLAIN; charset=utf-8",
    "application/x-sveltekit-formdata",
    "Application/X-WWW-Form-Urlencoded",
];

/// S-109: the methods, the types, the origins.
#[test]
fn s109_cross_site_forms_are_refused() {
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        for content_type in FORM_TYPES {
            let r = actions()
                .request(method, "/default")
                .body(content_type, "a=b")
                .origin("http://evil.test")
                .send();
            assert_eq!(r.status, 403, "{method} {content_type}");
            assert_eq!(r.text(), format!("Cross-site {method} form submissions are forbidden"));
            assert_eq!(r.ran(), None, "{method} {content_type}");
        }
        let none = actions().request(method, "/default").origin("http://evil.test").send();
        assert_eq!(none.status, 403, "{method} without a content type");
        let empty = actions().request(method, "/default").body("", "a=b").origin("http://evil.test").send();
        assert_eq!(empty.status, 403, "{method} with an empty content type");
        let without = actions().request(method, "/default").form("a=b").without("origin").send();
        assert_eq!(without.status, 403, "S-115: {method} without an Origin");
    }
}

/// S-109, S-112: what the own origin is not.
#[test]
fn s112_other_origins() {
    for origin in [
        "null",
        "https://formwork.test",
        "http://formwork.test:81",
        "http://formwork.test:80",
        "http://formwork.test/",
        "http://FORMWORK.test",
        "http://sub.formwork.test",
        "http://formwork.test.evil.test",
        "http://formwork.test, http://formwork.test",
        "formwork.test",
        "http://127.0.0.1",
    ] {
        let r = actions().post("/default").form("").origin(origin).enhanced().send();
        assert_eq!(r.status, 403, "{origin}");
    }
    let r = actions().post("/default").form("").origin(ORIGIN).enhanced().send();
    assert_eq!(r.status, 200);
    // The configured origin counts, not the Host header.
    let spoofed = |request: Request| request.header("host", "evil.test").send();
    assert_eq!(
        spoofed(actions().post("/default").form("").origin("http://evil.test").enhanced()).status,
        403
    );
    assert_eq!(spoofed(actions().post("/default").form("").origin(ORIGIN).enhanced()).status, 200);
}

/// S-112: without a configured origin it is that of the request's URL.
#[test]
fn s112_origin_of_the_request() {
    let app = actions_without_origin();
    assert_eq!(app.post("/default").form("").enhanced().send().status, 200);
    let port = app.address.port();
    for origin in [
        format!("http://localhost:{port}"),
        "http://127.0.0.1".to_owned(),
        format!("https://127.0.0.1:{port}"),
    ] {
        assert_eq!(app.post("/default").form("").origin(&origin).enhanced().send().status, 403, "{origin}");
    }
    let r = app
        .post("/default")
        .form("")
        .header("host", &format!("localhost:{port}"))
        .origin(&format!("http://localhost:{port}"))
        .enhanced()
        .send();
    assert_eq!(r.status, 200);
}

/// S-110: every path, and nothing that is no form.
#[test]
fn s110_where_it_applies() {
    for target in
        ["/nowhere", "/endpoint", "/default?x-sveltekit-x", "/%E0%A4%A", "/default/__data.json", "/default/"]
    {
        let r = actions().post(target).form("").origin("http://evil.test").send();
        assert_eq!((r.status, r.ran()), (403, None), "{target}");
    }
    for content_type in ["application/json", "application/xml", "text/html", "x/y"] {
        let r =
            actions().post("/default").body(content_type, "{}").origin("http://evil.test").enhanced().send();
        assert_eq!(r.status, 415, "{content_type}");
        assert_eq!(r.ran(), Some("handle"));
    }
    for method in ["GET", "HEAD", "OPTIONS"] {
        let r = actions().request(method, "/default").form("").origin("http://evil.test").send();
        assert!(r.status < 300, "{method}: {}", r.status);
    }
    let r = actions().request("QUERY", "/form-data/endpoint").form("").origin("http://evil.test").send();
    assert_ne!(r.status, 403, "QUERY is never refused");
}

/// S-111: JSON only to those who ask for exactly that.
#[test]
fn s111_the_answer() {
    let refused = |accept: &str| actions().post("/default").form("").origin("null").accept(accept).send();
    let r = refused("application/json");
    assert_eq!(r.header("content-type"), Some("application/json"));
    assert_eq!(r.text(), r#"{"message":"Cross-site POST form submissions are forbidden"}"#);
    for accept in ["application/json, text/html", "*/*", "text/html", "application/json;q=1", ""] {
        let r = refused(accept);
        assert_eq!(r.status, 403);
        assert_eq!(r.text(), "Cross-site POST form submissions are forbidden", "{accept}");
        assert_eq!(r.header("content-type"), None, "{accept}");
    }
}

/// S-114: headers that a client could send count only when configured.
#[test]
fn s114_forwarded_headers() {
    let r = actions()
        .post("/default")
        .form("")
        .enhanced()
        .origin("https://evil.test")
        .header("x-forwarded-host", "evil.test")
        .header("x-forwarded-proto", "https")
        .header("forwarded", "host=evil.test;proto=https")
        .send();
    assert_eq!(r.status, 403);
    // This one is configured on that server.
    let app = actions_without_origin();
    let address = app.address;
    let r = app
        .post("/event?/describe")
        .form("")
        .enhanced()
        .header("x-test-protocol", "https")
        .origin(&format!("https://{address}"))
        .send();
    assert_eq!(r.status, 200, "{}", r.lossy());
    assert_eq!(r.data()["url"], format!("https://{address}/event?/describe"));
    let r = app.post("/default").form("").enhanced().header("x-test-protocol", "javascript:").send();
    assert_eq!((r.status, r.lossy().as_str()), (400, "Bad Request"));
}

/// S-114, F-198: host and port from configured headers.
#[test]
fn s114_configured_headers() {
    let names = [
        ("PROTOCOL_HEADER", "x-test-protocol"),
        ("HOST_HEADER", "x-test-host"),
        ("PORT_HEADER", "x-test-port"),
    ];
    let app = start("actions", &names).expect("a server");
    let post = |host: &str, port: &str, origin: &str| {
        let request = app
            .post("/event?/describe")
            .form("")
            .enhanced()
            .header("x-test-protocol", "https")
            .origin(origin);
        let request = if host.is_empty() { request } else { request.header("x-test-host", host) };
        if port.is_empty() { request.send() } else { request.header("x-test-port", port).send() }
    };
    for (host, port, origin) in [
        ("front.test", "", "https://front.test"),
        ("front.test", "8443", "https://front.test:8443"),
        ("front.test", "443", "https://front.test"),
    ] {
        let r = post(host, port, origin);
        assert_eq!(r.status, 200, "{host} {port}: {}", r.lossy());
        assert_eq!(r.data()["url"], format!("{origin}/event?/describe"));
    }
    assert_eq!(post("front.test", "", "https://other.test").status, 403);
    for port in ["x", "80x", "-1"] {
        let r = post("front.test", port, "https://front.test");
        assert_eq!((r.status, r.lossy().as_str()), (400, "Bad Request"), "{port}");
    }
}

/// S-115, F-197: the log has both origins, where each comes from, and the one setting to change; that once.
#[test]
fn s115_refusals_are_explained() {
    if is_reference() {
        return;
    }
    let app = start("actions", &[]).expect("a server");
    let own = format!("http://{}", app.address);
    let sent = format!("https://{}", app.address);
    for _ in 0..3 {
        assert_eq!(app.post("/default").form("").origin(&sent).send().status, 403);
    }
    let explained = format!(
        "403 POST /default [FW-CSRF-ORIGIN]: the form was sent from \"{sent}\" (Origin header); the app's own \
         origin is \"{own}\" (scheme of the listener, host from the Host header)"
    );
    assert!(app.logged(&explained), "{}", app.log());
    assert!(app.logged(&format!("set ORIGIN={sent}")));
    assert_eq!(app.log().matches("set ORIGIN=").count(), 1, "advice is given once");
    assert_eq!(app.log().matches(&explained).count(), 3);
    app.post("/default")
        .form("")
        .origin("https://other.test:8000")
        .header("sec-fetch-site", "cross-site")
        .send();
    assert!(app.logged("add \"https://other.test:8000\" to csrf.trustedOrigins"));
    app.post("/default").form("").without("origin").send();
    assert!(app.logged(&format!("are to send `Origin: {own}`")));
}

/// R-34: a browser that withholds Origin still tells truthfully that the form is the app's own (wider than upstream).
#[test]
fn r34_sec_fetch_site() {
    if is_reference() {
        return;
    }
    for (site, status) in [("same-origin", 200), ("same-site", 403), ("cross-site", 403), ("none", 403)] {
        let r = actions().post("/default").form("").without("origin").header("sec-fetch-site", site).send();
        assert_eq!(r.status, status, "{site}");
    }
    let r = actions().post("/default").form("").origin("null").header("sec-fetch-site", "same-origin").send();
    assert_eq!(r.status, 403, "an Origin that is there decides");
}
