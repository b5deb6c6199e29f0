use super::*;
use crate::cookies::SameSite;

fn jar(header: &str, path: &str) -> Jar {
    let url = Url::parse("http://localhost:3000").unwrap();
    let mut jar = Jar::new(Some(header), &url, false);
    jar.set_path(path).unwrap();
    jar
}

fn at(path: &str) -> Options {
    Options { path: Some(path.into()), ..Options::default() }
}

fn get<'a>(jar: &'a Jar, name: &str) -> Option<Cow<'a, str>> {
    jar.get(name).map(Found::decoded)
}

#[test]
fn s84_defaults_can_be_overridden() {
    let mut jar = jar("", "/");
    jar.set("a", "1", None, Options::default()).unwrap();
    let open = Options {
        http_only: Some(false),
        secure: Some(true),
        same_site: Some(SameSite::Flag(false)),
        ..Options::default()
    };
    jar.set("b", "2", None, open).unwrap();
    assert_eq!(jar.headers().unwrap(), ["a=1; Path=/; HttpOnly; SameSite=Lax", "b=2; Path=/; Secure"]);
    let url = Url::parse("http://127.0.0.1").unwrap();
    let mut jar = Jar::new(None, &url, false);
    jar.set_path("/").unwrap();
    jar.set("a", "1", None, Options::default()).unwrap();
    assert_eq!(jar.headers().unwrap(), ["a=1; Path=/; HttpOnly; Secure; SameSite=Lax"]);
}

#[test]
fn s85_paths() {
    for (path, domain, expected) in [
        (Some("../x"), None, "/x"),
        (Some(""), None, "/ck/deep"),
        (Some("y"), None, "/ck/y"),
        (Some("/z"), None, "/z"),
        (None, None, "/"),
        (Some("../x"), Some("other.test"), "../x"),
        (Some("../x"), Some("localhost"), "/x"),
    ] {
        let mut jar = jar("", "/ck/deep");
        let options = Options {
            path: path.map(str::to_owned),
            domain: domain.map(str::to_owned),
            ..Options::default()
        };
        jar.set("n", "v", None, options).unwrap();
        let header = jar.headers().unwrap().remove(0);
        assert!(header.contains(&format!("; Path={expected};")), "{path:?}: {header}");
    }
}

#[test]
fn s85_before_the_route_is_known() {
    let url = Url::parse("http://localhost").unwrap();
    let mut jar = Jar::new(None, &url, false);
    jar.set("n", "v", None, at("x")).unwrap();
    assert_eq!(jar.serialize("n", "v", None, Options::default()), Err(JarError::TooEarly));
    assert!(jar.headers().unwrap().is_empty());
    jar.set_path("/a/b").unwrap();
    assert_eq!(jar.headers().unwrap(), ["n=v; Path=/a/x; HttpOnly; SameSite=Lax"]);
    assert_eq!(
        jar.serialize("n", "a b", None, at("x")).unwrap(),
        "n=a%20b; Path=/a/x; HttpOnly; SameSite=Lax"
    );
}

#[test]
fn s86_s88_deleting() {
    let mut jar = jar("a=1; b=%20x", "/");
    assert_eq!(get(&jar, "b").as_deref(), Some(" x"));
    jar.delete("a", Options { max_age: Some(60.0), ..Options::default() }).unwrap();
    assert_eq!(get(&jar, "a"), None);
    assert_eq!(jar.headers().unwrap(), ["a=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"]);
    assert_eq!(jar.all(), [("b", Found::Request("%20x"))]);
    jar.set("a", "2", None, Options::default()).unwrap();
    assert_eq!(get(&jar, "a").as_deref(), Some("2"));
}

#[test]
fn s87_keys_and_order() {
    let mut jar = jar("", "/");
    jar.set("a", "1", None, Options::default()).unwrap();
    jar.set("b", "1", None, Options::default()).unwrap();
    jar.set("a", "2", None, at("/x")).unwrap();
    jar.set("a", "3", None, Options::default()).unwrap();
    let headers = jar.headers().unwrap();
    let starts: Vec<&str> = headers.iter().map(|h| h.split("; HttpOnly").next().unwrap()).collect();
    assert_eq!(starts, ["a=3; Path=/", "b=1; Path=/", "a=2; Path=/x"]);
}

#[test]
fn s88_s89_visibility() {
    let mut jar = jar("a=req; c=req", "/ck/deep");
    jar.set("a", "other", None, at("/other")).unwrap();
    assert_eq!(get(&jar, "a").as_deref(), Some("req"), "set for another path");
    jar.set("a", "root", None, Options::default()).unwrap();
    jar.set("a", "ck", None, at("/ck")).unwrap();
    jar.set("a", "partial", None, at("/ck/de")).unwrap();
    assert_eq!(get(&jar, "a").as_deref(), Some("ck"), "the longest path on / boundaries");
    let foreign = Options { domain: Some("other.test".into()), ..at("/ck/deep") };
    jar.set("a", "foreign", None, foreign).unwrap();
    assert_eq!(get(&jar, "a").as_deref(), Some("ck"));
    jar.set("d", "new", None, Options::default()).unwrap();
    assert_eq!(
        jar.all(),
        [("a", Found::Pending("ck")), ("c", Found::Request("req")), ("d", Found::Pending("new"))]
    );
}

#[test]
fn s88_domains() {
    for (host, domain, matches) in [
        ("a.test", Some("a.test"), true),
        ("b.a.test", Some("a.test"), true),
        ("b.a.test", Some(".a.test"), true),
        ("ba.test", Some("a.test"), false),
        ("test", Some("a.test"), false),
        ("a.test", None, true),
        ("\u{e9}a.test", Some("a.test"), false),
    ] {
        assert_eq!(domain_matches(host, domain), matches, "{host} {domain:?}");
    }
}

#[test]
fn s93_errors_come_with_the_headers_or_in_development_at_once() {
    let mut production = jar("", "/");
    production.set("a b", "1", None, Options::default()).unwrap();
    assert!(matches!(production.headers(), Err(CookieError::Name(_))));
    for (value, encoded, path) in
        [("1", None, "/a\r\nSet-Cookie: x=1"), ("1", None, "a\n"), ("1", Some("a;b"), "/")]
    {
        let mut jar = jar("", "/");
        jar.set("n", value, encoded.map(str::to_owned), at(path)).unwrap();
        assert!(jar.headers().is_err(), "{path:?} {encoded:?}");
    }
    let url = Url::parse("http://localhost").unwrap();
    let mut dev = Jar::new(None, &url, true);
    dev.set_path("/").unwrap();
    assert!(matches!(
        dev.set("a b", "1", None, Options::default()),
        Err(JarError::Cookie(CookieError::Name(_)))
    ));
    let large = "v".repeat(4096);
    assert!(matches!(
        dev.set("n", &large, None, Options::default()),
        Err(JarError::Cookie(CookieError::TooLarge(_)))
    ));
    assert!(dev.set("n", &large[1..], None, Options::default()).is_ok());
}

#[test]
fn s96_header_of_an_inner_fetch() {
    let mut jar = jar("a=%20; b=2", "/p");
    jar.set("b", "x y", None, Options::default()).unwrap();
    jar.set("c", "3", None, at("/api")).unwrap();
    jar.set("e", "raw", Some("RAW".into()), Options::default()).unwrap();
    jar.delete("a", Options::default()).unwrap();
    let header = |path: &str, explicit| {
        jar.header_for(&Url::parse(&format!("http://localhost:3000{path}")).unwrap(), explicit)
    };
    assert_eq!(header("/x", None), "a=; b=x%20y; e=RAW");
    assert_eq!(header("/api/1", Some("b=mine; z=9")), "a=; b=mine; c=3; e=RAW; z=9");
}

#[test]
fn s97_inner_cookies() {
    let mut jar = jar("", "/page");
    jar.adopt("sid=a%20b; HttpOnly; Foo=bar", "/api/login");
    jar.adopt("t=1; path=/; SameSite=none; secure", "/api/login");
    jar.adopt("evil=1\r\nx: y", "/api");
    assert_eq!(
        jar.headers().unwrap(),
        ["sid=a%20b; Path=/api; HttpOnly", "t=1; Path=/; Secure; SameSite=None"]
    );
    assert_eq!(jar.get("t"), Some(Found::Pending("1")));
    assert_eq!(jar.get("sid"), None, "set for /api");
    jar.adopt("t=2; Path=/", "/");
    assert_eq!(jar.headers().unwrap()[1], "t=2; Path=/");
    jar.adopt("r=2", "/x");
    assert_eq!(jar.headers().unwrap()[2], "r=2; Path=/");
}

#[test]
fn s98_html_siblings() {
    let mut jar = jar("", "/");
    jar.set("a", "1", None, at("/a.html")).unwrap();
    jar.adopt("b=2; Path=/b.html; Secure", "/");
    assert_eq!(
        jar.headers().unwrap(),
        [
            "a=1; Path=/a.html; HttpOnly; SameSite=Lax",
            "a=1; Path=/a.html__data.json; HttpOnly; SameSite=Lax",
            "b=2; Path=/b.html; Secure",
            "b=2; Path=/b.html__data.json; Secure",
        ]
    );
}

#[test]
fn s99_closed() {
    let mut jar = jar("", "/");
    jar.close();
    assert_eq!(jar.set("a", "1", None, Options::default()), Err(JarError::Closed));
    assert_eq!(jar.delete("a", Options::default()), Err(JarError::Closed));
}
