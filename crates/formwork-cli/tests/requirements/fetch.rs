//! `fetch` in server code: of other servers, and what of `event.fetch` is about more than one request.

use std::io::{Read, Write};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::server::{App, develop, is_reference, start, wait};
use crate::upstream::{self, authority, hanging, plain, raw, secure};

/// The app, on `http://localhost`, which trusts the certificate of [`secure`].
fn fetching() -> &'static App {
    static RUNNING: OnceLock<&App> = OnceLock::new();
    RUNNING.get_or_init(|| {
        let authority = authority().to_string_lossy();
        start("fetching", &[("ORIGIN", "http://localhost"), ("NODE_EXTRA_CA_CERTS", &authority)])
            .expect("a server")
    })
}

/// Runs code in an endpoint, with `upstream` as the origin of [`plain`].
fn run(code: &str) -> Value {
    let port = plain();
    run_with(&format!("http://127.0.0.1:{port}"), code)
}

fn run_with(upstream: &str, code: &str) -> Value {
    let r = fetching().post(&format!("/run?upstream={upstream}")).body("text/plain", code).send();
    assert_eq!(r.status, 200, "{}", r.lossy());
    r.json()
}

fn get(target: &str) -> Answer {
    fetching().get(target).native().send()
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// F-201, F-70: a request to another server, and what is known of its answer.
#[test]
fn f201_fetch_of_other_servers() {
    let answer = run("
        const response = await fetch(upstream + '/echo?a=%20b#c', { headers: { 'x-own': 'ü' } });
        const { status, statusText, ok, url, redirected, type } = response;
        const seen = await response.json();
        let frozen = false;
        try { response.headers.set('a', 'b') } catch { frozen = true }
        return { status, statusText, ok, url: url.slice(upstream.length), redirected, type, seen, frozen,
            kind: response.headers.get('content-type') }");
    assert_eq!(answer["seen"]["target"], "/echo?a=%20b", "{answer}");
    assert_eq!(answer["seen"]["version"], "HTTP/1.1");
    assert_eq!(answer["seen"]["headers"]["host"], json!(format!("127.0.0.1:{}", plain())));
    assert_eq!(answer["seen"]["headers"]["accept"], "*/*");
    let own = answer["seen"]["headers"]["x-own"].as_str();
    assert_eq!(own, Some("\u{FFFD}"), "one byte for each character");
    assert_eq!(
        (&answer["status"], &answer["statusText"], &answer["ok"], &answer["kind"]),
        (&json!(200), &json!("OK"), &json!(true), &json!("application/json"))
    );
    assert_eq!((&answer["url"], &answer["redirected"]), (&json!("/echo?a=%20b"), &json!(false)));
    assert_eq!((&answer["type"], &answer["frozen"]), (&json!("basic"), &json!(true)));
    // Without an event as well.
    assert_eq!(run("return (await globalThis.fetch(new URL('/x?body=1', upstream))).text()"), "1");
    assert_eq!(run("return (await globalThis.fetch('data:text/plain;base64,aGk=')).text()"), "hi");
}

/// F-201: every kind of body.
#[test]
fn f201_bodies_for_other_servers() {
    let sent = |body: &str| {
        run(&format!(
            "const bytes = new TextEncoder().encode('bytes');
             const form = new FormData(); form.set('a', '1'); form.set('f', new File(['content'], 'f.txt'));
             const pieces = () => new ReadableStream({{ start(c) {{ for (const p of ['one', 'two']) c.enqueue(new TextEncoder().encode(p)); c.close() }} }});
             const r = await fetch(upstream + '/echo', {{ method: 'POST', duplex: 'half', body: {body} }});
             const {{ body, headers }} = await r.json();
             return [body, headers['content-type'] ?? null, headers['content-length'] ?? null]"
        ))
    };
    assert_eq!(sent("'text'"), json!(["text", "text/plain;charset=UTF-8", "4"]));
    assert_eq!(sent("bytes"), json!(["bytes", null, "5"]));
    assert_eq!(sent("bytes.buffer"), json!(["bytes", null, "5"]));
    let params = sent("new URLSearchParams({ a: 'b c' })");
    assert_eq!(params, json!(["a=b+c", "application/x-www-form-urlencoded;charset=UTF-8", "5"]));
    assert_eq!(sent("new Blob(['blob'], { type: 'text/x' })"), json!(["blob", "text/x", "4"]));
    assert_eq!(sent("pieces()"), json!(["onetwo", null, null]));
    assert_eq!(sent("''"), json!(["", "text/plain;charset=UTF-8", "0"]));
    assert_eq!(sent("undefined"), json!(["", null, "0"]));
    let form = sent("form");
    assert!(
        form[0].as_str().is_some_and(|body| body.contains("filename=\"f.txt\"") && body.contains("content"))
    );
    assert!(form[1].as_str().is_some_and(|kind| kind.starts_with("multipart/form-data; boundary=")));
    // A body that broke off is no body.
    let broken = run("const body = new ReadableStream({ pull(c) { c.error(new RangeError('my own')) } });
         return fetch(upstream + '/echo', { method: 'POST', duplex: 'half', body })");
    assert_eq!(
        (&broken["message"], &broken["cause"]),
        (&json!("fetch failed"), &json!("my own")),
        "{broken}"
    );
}

/// F-201: what came in goes on to another server piece by piece, and so does its answer.
#[test]
fn f201_streams_both_ways() {
    let url = encoded(&format!("http://127.0.0.1:{}/echo", plain()));
    let r = fetching().post(&format!("/proxy?url={url}")).body("text/plain", "x".repeat(300_000)).send();
    assert_eq!((r.status, r.json()["body"].as_str().map(str::len)), (200, Some(300_000)), "{}", r.lossy());
    assert_eq!(r.json()["headers"]["content-length"], "300000", "it was copied from what came in");
}

/// F-201: TLS; the certificate is one of one's own.
#[test]
fn f201_https() {
    for (protocols, version) in [(&["h2", "http/1.1"][..], "HTTP/2.0"), (&["http/1.1"], "HTTP/1.1")] {
        let port = secure(protocols);
        let origin = format!("https://localhost:{port}");
        let answer = run_with(
            &origin,
            "const body = new Blob(['a'.repeat(100000)]).stream();
             const get = await (await fetch(upstream + '/echo')).json();
             const post = await (await fetch(upstream + '/echo', { method: 'POST', duplex: 'half', body })).json();
             const peers = new Set([get.peer, post.peer]);
             for (let i = 0; i < 20; i++) peers.add((await (await fetch(upstream + '/echo')).json()).peer);
             return [get.version, post.body?.length, peers.size < 22]",
        );
        assert_eq!(answer, json!([version, 100_000, true]), "connections are used again");
        let wrong = run_with(&format!("https://127.0.0.1:{port}"), "return fetch(upstream)");
        assert_eq!(
            (&wrong["name"], &wrong["message"]),
            (&json!("TypeError"), &json!("fetch failed")),
            "{wrong}"
        );
        assert_eq!(wrong["code"], "ERR_TLS_CERT_ALTNAME_INVALID", "{wrong}");
    }
    let stranger = start("fetching", &[("ORIGIN", "http://localhost")]).expect("a server");
    let port = secure(&["http/1.1"]);
    let target = format!("/run?upstream=https://localhost:{port}");
    let unknown = stranger.post(&target).body("text/plain", "return fetch(upstream)").send().json();
    assert_eq!(unknown["message"], "fetch failed");
    if !is_reference() {
        assert_eq!(unknown["code"], "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "{unknown}");
        let cause = unknown["cause"].as_str().unwrap_or_default();
        assert!(
            cause.contains(&format!("localhost:{port}")) && cause.contains("NODE_EXTRA_CA_CERTS"),
            "{cause}"
        );
    }
}

/// F-201: an error says what was wrong, and with whom.
#[test]
fn f201_errors_of_fetch() {
    let failed = |upstream: &str, code: &str| {
        let error = run_with(upstream, "return (await fetch(upstream)).text()");
        assert_eq!(
            (&error["name"], &error["message"]),
            (&json!("TypeError"), &json!("fetch failed")),
            "{error}"
        );
        assert_eq!(error["code"], code, "{error}");
        let place = upstream.split_once("://").map(|(_, place)| place).unwrap_or_default();
        assert!(error["cause"].as_str().is_some_and(|text| text.contains(place)), "{error}");
    };
    failed("http://nobody.invalid", "ENOTFOUND");
    let port =
        std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("it").port();
    failed(&format!("http://127.0.0.1:{port}"), "ECONNREFUSED");
    let port = raw(|_| {});
    let error = run_with(&format!("http://127.0.0.1:{port}"), "return fetch(upstream)");
    assert_eq!(
        (&error["message"], &error["code"]),
        (&json!("fetch failed"), &json!("UND_ERR_SOCKET")),
        "{error}"
    );
    let port = raw(|stream| drop(stream.write_all(b"SSH-2.0-OpenSSH\r\n\r\n")));
    assert_eq!(
        run_with(&format!("http://127.0.0.1:{port}"), "return fetch(upstream)")["message"],
        "fetch failed"
    );
    let port = raw(|stream| drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\ncut")));
    let error = run_with(&format!("http://127.0.0.1:{port}"), "return (await fetch(upstream)).text()");
    assert_eq!(error["name"], "TypeError");
    assert!(error["message"].as_str().is_some_and(|text| text.starts_with("terminated")), "{error}");
    for url in ["file:///etc/passwd", "ftp://127.0.0.1/", "blob:x"] {
        let error = run(&format!("return globalThis.fetch('{url}')"));
        assert_eq!(error["name"], "TypeError", "{url}: {error}");
    }
    let error = run("return globalThis.fetch('/relative')");
    assert_eq!(error["name"], "TypeError");
    assert!(error["message"].as_str().is_some_and(|text| text.contains("/relative")), "{error}");
    // An app that does not catch it answers 500, and says more in its log.
    let port =
        std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("it").port();
    let r = get(&format!("/proxy?url={}", encoded(&format!("http://127.0.0.1:{port}"))));
    assert_eq!(r.status, 500);
    assert!(fetching().logged("fetch failed") && fetching().logged(&format!("127.0.0.1:{port}")));
}

/// F-201: redirects (Fetch standard).
#[test]
fn f201_redirects_of_fetch() {
    let to = |status: u16, init: &str| {
        run(&format!(
            "const to = (status, url) => upstream + `/x?status=${{status}}&body=b&to=${{encodeURIComponent(url)}}`;
             const r = await fetch(to({status}, '/echo?end'), {init});
             const {{ status, redirected, url }} = r;
             const text = await r.text();
             const {{ method, body, headers }} = redirected ? JSON.parse(text) : {{}};
             return {{ status, redirected, url: url.slice(upstream.length), method, body, type: headers?.['content-type'], text, location: r.headers.get('location') }}"
        ))
    };
    for (status, method) in [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
        let end = to(status, "{ method: 'POST', body: 'sent' }");
        assert_eq!((&end["status"], &end["redirected"]), (&json!(200), &json!(true)), "{end}");
        assert_eq!((&end["url"], &end["method"]), (&json!("/echo?end"), &json!(method)), "{status}");
        let sent =
            if method == "POST" { ("sent", json!("text/plain;charset=UTF-8")) } else { ("", Value::Null) };
        assert_eq!((&end["body"], &end["type"]), (&json!(sent.0), &sent.1), "{status}");
    }
    let manual = to(302, "{ redirect: 'manual' }");
    assert_eq!((&manual["status"], &manual["location"]), (&json!(302), &json!("/echo?end")), "{manual}");
    assert_eq!((&manual["text"], &manual["redirected"]), (&json!("b"), &json!(false)));
    assert_eq!(to(302, "{ redirect: 'error' }")["message"], "fetch failed");
    let stream = "{ method: 'POST', duplex: 'half', body: new Blob(['a']).stream() }";
    assert_eq!(to(307, stream)["message"], "fetch failed", "a stream is sent once");
    assert_eq!(to(303, stream)["method"], "GET");
    let endless =
        run("return fetch(upstream + '/x?status=302&to=' + encodeURIComponent('?status=302&to=%2Fx'))
        .then((r) => r.status)");
    assert_eq!(endless, 200, "two hops");
    let endless = raw(|stream| {
        drop(stream.write_all(
            b"HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ))
    });
    let error = run_with(&format!("http://127.0.0.1:{endless}"), "return fetch(upstream)");
    assert_eq!(error["message"], "fetch failed", "{error}");
}

/// F-201: the target of a redirect that is not escaped is UTF-8, whatever HTTP calls it.
#[test]
fn f201_redirects_to_unescaped_places() {
    if is_reference() {
        return; // does not say where it gave up
    }
    let port = raw(|stream| {
        let head = "HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0";
        drop(stream.write_all(format!("{head}\r\nlocation: /gr\u{fc}n?\u{65e5}\r\n\r\n").as_bytes()));
    });
    let error = run_with(&format!("http://127.0.0.1:{port}"), "return fetch(upstream)");
    let end = &error["cause"];
    assert!(end.as_str().is_some_and(|text| text.contains("/gr%C3%BCn?%E6%97%A5")), "{end}");
}

/// F-201: a connection that the server closes when it is used again is no reason to fail.
#[test]
fn f201_kept_connections_that_were_closed() {
    if is_reference() {
        return; // fails
    }
    let (seen, requests) = std::sync::mpsc::channel();
    let port = raw(move |stream| {
        let _ = seen.send(());
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
        if stream.read(&mut [0]).is_ok_and(|read| read > 0) {
            let _ = seen.send(());
        }
    });
    let upstream = format!("http://127.0.0.1:{port}");
    let get = "const [a, b] = [await (await fetch(upstream)).text(), await (await fetch(upstream)).text()]; return a + b";
    assert_eq!(run_with(&upstream, get), "okok");
    assert_eq!(requests.try_iter().count(), 3, "the second was made once more");
    let post = "await (await fetch(upstream)).text(); return fetch(upstream, { method: 'POST', body: 'x' })";
    let error = run_with(&upstream, post);
    assert_eq!(error["message"], "fetch failed", "it may have been done: {error}");
}

/// F-201: what does not go together is not sent.
#[test]
fn f201_headers_that_are_worked_out() {
    let seen =
        |init: &str| run(&format!("return (await (await fetch(upstream + '/echo', {init})).json()).headers"));
    let part = seen("{ headers: { range: 'bytes=0-9' } }");
    assert_eq!(part["accept-encoding"], "identity", "part of an encoded text cannot be decoded");
    assert_eq!(seen("{ headers: { range: 'bytes=0-9', 'accept-encoding': 'br' } }")["accept-encoding"], "br");
    let stream = "method: 'POST', duplex: 'half', body: new Blob(['abc']).stream()";
    let broken = seen(&format!("{{ {stream}, headers: {{ 'content-length': 'three' }} }}"));
    assert_eq!((&broken["content-length"], &broken["transfer-encoding"]), (&Value::Null, &json!("chunked")));
    let right = seen(&format!("{{ {stream}, headers: {{ 'content-length': '3' }} }}"));
    assert_eq!((&right["content-length"], &right["transfer-encoding"]), (&json!("3"), &Value::Null));
}

/// F-201: what another origin must not know does not follow a redirect there.
#[test]
fn f201_redirects_across_origins() {
    let other = format!("http://localhost:{}", upstream::plain());
    let seen = |target: &str| {
        run(&format!(
            "const r = await globalThis.fetch(upstream + '/x?status=307&to=' + encodeURIComponent('{target}'), {{ headers: {{ authorization: 'Basic x', cookie: 'a=b', 'x-own': '1' }} }});
             const {{ headers }} = await r.json();
             return [headers.authorization ?? null, headers.cookie ?? null, headers['x-own'], r.type]"
        ))
    };
    assert_eq!(seen("/echo"), json!(["Basic x", "a=b", "1", "basic"]));
    assert_eq!(seen(&format!("{other}/echo")), json!([null, null, "1", "cors"]));
}

/// F-106: content codings are undone, and not announced when such an answer is passed on.
#[test]
fn f106_content_codings() {
    let text = "coded".repeat(1000);
    for coding in ["gzip", "deflate", "raw", "gzip, gzip", "br"] {
        let expected = if coding == "br" { "brotli brotli brotli x" } else { &text };
        let read = run(&format!(
            "const r = await fetch(upstream + '/coded?as=' + encodeURIComponent('{coding}'));
             return [r.headers.get('content-encoding'), await r.text()]"
        ));
        assert_eq!((&read[0], &read[1]), (&json!(coding.replace("raw", "deflate")), &json!(expected)));
        if coding == "raw" || is_reference() {
            continue;
        }
        let url = encoded(&format!("http://127.0.0.1:{}/coded?as={coding}", plain()));
        for how in ["", "&copy", "&signal"] {
            let r = get(&format!("/proxy?url={url}{how}"));
            assert_eq!((r.status, r.text().as_str()), (200, expected), "{coding}{how}");
            assert_eq!(r.header("content-encoding"), None, "{coding}{how}");
            assert_eq!(r.header("content-type"), Some("text/plain"));
        }
    }
    let unknown = run("return (await fetch(upstream + '/coded?as=zstd')).text()");
    if !is_reference() {
        assert_eq!(unknown, json!(text), "what is not understood is given as it is");
    }
    let port = raw(|stream| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc"));
    });
    let error = run_with(&format!("http://127.0.0.1:{port}"), "return (await fetch(upstream)).text()");
    assert_eq!(error["name"], "TypeError", "{error}");
}

/// F-75: before the answer, and in the middle of it; the connection is closed.
#[test]
fn f75_aborted_requests_to_others() {
    let (port, closed) = hanging(b"");
    let early = run_with(
        &format!("http://127.0.0.1:{port}"),
        "const c = new AbortController();
         const answer = fetch(upstream, { signal: c.signal });
         setTimeout(() => c.abort(), 20);
         return answer",
    );
    assert_eq!(early["name"], "AbortError", "{early}");
    assert_eq!(closed.recv_timeout(Duration::from_secs(5)), Ok(()));

    let (port, closed) = hanging(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc");
    let origin = format!("http://127.0.0.1:{port}");
    let late = run_with(
        &origin,
        "const c = new AbortController();
         const answer = await fetch(upstream, { signal: c.signal });
         setTimeout(() => c.abort(), 20);
         return answer.text()",
    );
    assert_eq!(late["name"], "AbortError", "{late}");
    assert_eq!(closed.recv_timeout(Duration::from_secs(5)), Ok(()));
    let stream = run_with(
        &origin,
        "const answer = await fetch(upstream, { signal: AbortSignal.timeout(50) });
         const pieces = [];
         for await (const piece of answer.body) pieces.push(piece);",
    );
    assert_eq!(stream["name"], "TimeoutError", "{stream}");
    assert_eq!(closed.recv_timeout(Duration::from_secs(5)), Ok(()));
    let reason =
        run_with(&origin, "return fetch(upstream, { signal: AbortSignal.abort(new Error('mine')) })");
    assert_eq!(reason["message"], if is_reference() { json!("mine") } else { reason["message"].clone() });

    // Whoever stops reading closes it as well.
    let cancelled = run_with(
        &origin,
        "const reader = (await fetch(upstream)).body.getReader();
         const first = await reader.read();
         const second = reader.read();
         await reader.cancel();
         return [first.value.length, (await second).done]",
    );
    assert_eq!(cancelled, json!([3, true]));
    assert_eq!(closed.recv_timeout(Duration::from_secs(5)), Ok(()));
}

/// F-201: whoever reads slowly is sent slowly; whoever does not read holds nothing but a connection.
#[test]
fn f201_back_pressure_of_answers() {
    if is_reference() {
        return; // buffers more
    }
    let (sent, written) = std::sync::mpsc::channel();
    let port = raw(move |stream| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n"));
        let piece = [b'x'; 64 << 10];
        let mut total = 0_u64;
        stream.set_write_timeout(Some(Duration::from_millis(500))).expect("a timeout");
        while total < 256 << 20 && stream.write_all(&piece).is_ok() {
            total += piece.len() as u64;
        }
        let _ = sent.send(total);
    });
    let first = run_with(
        &format!("http://127.0.0.1:{port}"),
        "kept.response = await fetch(upstream); kept.reader = kept.response.body.getReader();
         return (await kept.reader.read()).done",
    );
    assert_eq!(first, false);
    let total = written.recv_timeout(Duration::from_secs(60)).expect("the server gave up");
    assert!(total < 64 << 20, "{total} bytes were taken though nobody read them");
    run("await kept.reader.cancel(); kept.response = kept.reader = undefined");
}

/// F-72: cookies go to the app's own host and below, `origin` everywhere.
#[test]
fn f72_what_other_servers_get() {
    let seen = |host: &str, init: &str| {
        let target = format!("/run?upstream=http://{host}:{}", plain());
        let code = format!(
            "event.cookies.set('mine', 'b', {{ path: '/' }});
             const {{ headers }} = await (await fetch(upstream + '/echo', {init})).json();
             return [headers.cookie ?? null, headers.origin ?? null]"
        );
        let request = fetching().post(&target).body("text/plain", code);
        request.cookie("sent=a").header("authorization", "Basic x").send().json()
    };
    let ours = json!("http://localhost");
    assert_eq!(seen("localhost", "{}"), json!(["sent=a; mine=b", ours]));
    assert_eq!(seen("localhost", "{ credentials: 'omit' }"), json!([null, ours]));
    assert_eq!(
        seen("localhost", "{ headers: { cookie: 'own=c', origin: 'http://o.test' } }"),
        json!(["sent=a; mine=b; own=c", "http://o.test"])
    );
    assert_eq!(seen("127.0.0.1", "{}"), json!([null, ours]), "another host");
    assert_eq!(seen("127.0.0.1", "{ mode: 'no-cors' }"), json!([null, null]));
    assert_eq!(seen("127.0.0.1", "{ mode: 'no-cors', method: 'POST' }"), json!([null, ours]));
    let authorization =
        run("return (await (await fetch(upstream + '/echo')).json()).headers.authorization ?? null");
    assert_eq!(authorization, Value::Null);
}

/// F-74, F-122: `handleFetch` sees these as well.
#[test]
fn f122_other_servers_through_handle_fetch() {
    let renamed = run("return (await (await fetch(upstream + '/renamed')).json())");
    assert_eq!((&renamed["target"], &renamed["headers"]["x-renamed"]), (&json!("/echo"), &json!("1")));
}

fn universal(target: &str, more: &str) -> Answer {
    let url = encoded(&format!("http://127.0.0.1:{}{target}", plain()));
    get(&format!("/universal?url={url}{more}"))
}

/// F-76: a universal load sees what it would see in a browser.
#[test]
fn f76_cors_in_universal_loads() {
    let r = universal("/x?body=open&allow=*", "");
    assert_eq!((r.status, &r.json_of("page")["value"]), (200, &json!("open")), "{}", r.lossy());
    let r = universal("/x?body=ours&allow=http://localhost", "");
    assert_eq!((r.status, &r.json_of("page")["value"]), (200, &json!("ours")));
    for target in ["/x?body=secret", "/x?body=secret&allow=http://other.test"] {
        let r = universal(target, "");
        assert_eq!(r.status, 500, "{target}");
        assert!(!r.text().contains("secret"));
    }
    assert!(fetching().logged("access-control-allow-origin") || is_reference());
    let r = universal("/x?body=secret", &format!("&init={}", encoded(r#"{"mode":"no-cors"}"#)));
    assert_eq!((r.status, &r.json_of("page")["value"]), (200, &json!("")));
}

/// F-77, C-145: what was read of another server's answer is embedded under its whole URL.
#[test]
fn f77_answers_of_others_are_embedded() {
    let address = format!("http://127.0.0.1:{}", plain());
    let r = universal("/x?body=%3Cb%3E&allow=*&cache=max-age%3D60", "");
    let html = r.text();
    let at = html.find("data-sveltekit-fetched").expect("an embedded answer");
    let (attributes, rest) = html[at..].split_once('>').expect("a tag");
    let url = format!("data-url=\"{address}/x?body=%3Cb%3E&amp;allow=*&amp;cache=max-age%3D60\"");
    assert!(attributes.contains(&url) && attributes.contains("data-ttl=\"60\""), "{attributes}");
    let (content, _) = rest.split_once("</script>").expect("an end");
    let content: Value = serde_json::from_str(content).expect("JSON");
    assert_eq!((&content["status"], &content["body"]), (&json!(200), &json!("<b>")));
    assert_eq!(content["headers"], json!({}));
    // A status without a body has none.
    let r = universal("/x?status=204&allow=*", "");
    let html = r.text();
    assert!(html.contains(r#"{"status":204,"statusText":"No Content","headers":{}}"#), "{html}");
    // A header that is not sent along cannot be read.
    let r = universal("/x?allow=*", "&header=access-control-allow-origin");
    assert!(
        r.json_of("page")["refused"]
            .as_str()
            .is_some_and(|why| why.contains("filterSerializedResponseHeaders"))
    );
}

/// F-77: headers that the document does not have cannot be read, in whatever way; where there is no client code, nobody
/// would miss them.
#[test]
fn f77_headers_that_are_left_out() {
    for (header, value) in [("x-own", "1"), ("set-cookie", "a=1"), ("cookies", "a=1")] {
        let target = format!("?url=/universal/answer&header={header}");
        let refused = get(&format!("/universal{target}")).json_of("page")["refused"].clone();
        let refused = refused.as_str().unwrap_or_default();
        assert!(refused.contains("filterSerializedResponseHeaders"), "{header}: {refused}");
        let alone = get(&format!("/universal/alone{target}"));
        assert_eq!(alone.json_of("page")["value"], value, "{header}: {}", alone.lossy());
        assert!(!alone.lossy().contains("data-sveltekit-fetched"));
    }
}

/// F-78: a rejection that nobody has looked at yet is no fault.
#[test]
fn f78_rejections_that_wait() {
    let port =
        std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("it").port();
    let error = run_with(
        &format!("http://127.0.0.1:{port}"),
        "const answer = fetch(upstream);
         await new Promise((resolve) => setTimeout(resolve, 50));
         return answer",
    );
    assert_eq!(error["code"], "ECONNREFUSED");
    assert!(!fetching().log().contains("Unhandled"), "{}", fetching().log());
}

/// F-79: a component that fetches a relative URL while it is rendered is told why that cannot be.
#[test]
fn f79_relative_urls_while_rendering() {
    // Built for production it is a rejected promise like any other.
    assert_eq!(get("/rendered").status, 200);
    let app: &'static App = Box::leak(Box::new(develop("fetching")));
    let r = app.get("/rendered").native().send();
    assert_eq!(r.status, 500);
    assert!(r.text().contains("/received") || app.logged("\"/received\""), "{}", r.lossy());
    assert!(app.logged("in a load function"), "{}", app.log());
}

/// F-96: the error page of an app whose root layout fetches what does not exist.
#[test]
fn f96_error_pages_do_not_fetch_for_ever() {
    if is_reference() {
        return; // asks itself over the network
    }
    let r = get("/nowhere?loop");
    let layout = r.json_of("layout");
    assert_eq!(
        (r.status, &layout["status"], &layout["isStatic"]),
        (404, &json!(404), &json!(true)),
        "{layout}"
    );
    assert_eq!(layout["loads"], 1, "the inner request runs no load");
}

/// F-70, F-202: an inner request has its own event, and sees the `AsyncLocalStorage` of the outer one.
#[test]
fn f70_context_of_inner_requests() {
    let r = get("/context/outer");
    let inner = json!({"path": "/context/inner", "above": "/context/outer", "event": "/context/inner"});
    assert_eq!(r.json(), json!({"inner": inner, "path": "/context/outer", "event": "/context/outer"}));
    assert_eq!(run("return (await (await fetch('/context/inner')).json()).above"), "/run");
}

/// F-70: an empty body is a body.
#[test]
fn f70_empty_bodies_of_inner_requests() {
    for body in ["''", "new Blob([])", "new Uint8Array()"] {
        let answer =
            run(&format!("return (await fetch('/received', {{ method: 'POST', body: {body} }})).json()"));
        assert_eq!(answer, json!({"isNull": false, "text": ""}), "{body}");
    }
    let answer = run(
        "return (await fetch('/received', { method: 'POST', headers: { 'content-type': 'text/x' } })).json()",
    );
    assert_eq!(answer, json!({"isNull": true, "text": ""}));
}

/// R-59, F-206: an app that is interrupted leaves no connections behind.
#[test]
fn r59_interrupted_apps_close_their_connections() {
    if is_reference() {
        return; // loops for ever
    }
    let (port, closed) = hanging(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc");
    let app = start("fetching", &[("ORIGIN", "http://localhost")]).expect("a server");
    let code = "kept.response = await fetch(upstream); for (;;) {}";
    let r = app.post(&format!("/run?upstream=http://127.0.0.1:{port}")).body("text/plain", code).send();
    assert_eq!(r.status, 503, "{}", r.lossy());
    assert_eq!(closed.recv_timeout(Duration::from_secs(10)), Ok(()));
    let again = wait(Duration::from_secs(10), || {
        let r = app.post("/run?upstream=").body("text/plain", "return 1").send();
        (r.status == 200).then(|| r.json())
    });
    assert_eq!(again, Some(json!(1)));
}
