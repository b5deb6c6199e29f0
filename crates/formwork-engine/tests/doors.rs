//! The Rust doors of the web APIs: requests in, responses out.

use std::rc::Rc;

use bytes::Bytes;
use formwork_engine::rquickjs::{self, Ctx, Function, Object, Value};
use formwork_engine::web::body::BodySource;
use formwork_engine::web::request::{AbortHandle, IncomingRequest, incoming, outgoing_request};
use formwork_engine::web::response::{OutgoingResponse, ResponseBody, from_js, is_response, to_js};
use formwork_engine::{ErrorClass, Fault, Handle, HostError, Isolate, IsolateOptions};
use futures_util::{StreamExt, stream};

fn run<F: Future<Output = ()>>(test: impl FnOnce(Rc<Isolate>) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, async {
        test(Isolate::new(&IsolateOptions::default()).unwrap()).await;
    });
}

fn post(content_type: &str, body: BodySource) -> IncomingRequest {
    IncomingRequest {
        method: "POST".into(),
        url: "http://localhost/a?b=1".into(),
        headers: vec![("Content-Type".into(), content_type.into()), ("cookie".into(), "a=1".into())],
        body,
        form: Rc::default(),
    }
}

fn pieces(pieces: Vec<Result<&'static str, HostError>>) -> BodySource {
    BodySource::Stream(Box::pin(stream::iter(
        pieces.into_iter().map(|p| p.map(|p| Bytes::from_static(p.as_bytes()))),
    )))
}

/// Calls the function `source` with a request and gives its result as text.
async fn with_request(
    isolate: &Rc<Isolate>,
    request: IncomingRequest,
    source: &str,
) -> Result<String, String> {
    let mut abort: Option<AbortHandle> = None;
    let outcome = isolate
        .settle(|ctx| {
            let function: Function = ctx.eval(format!("({source})"))?;
            let (request, handle) = incoming(ctx, request)?;
            abort = Some(handle);
            function.call((request,))
        })
        .await;
    text(isolate, outcome)
}

fn text(isolate: &Rc<Isolate>, outcome: Result<Handle, Fault>) -> Result<String, String> {
    let show = |handle: &Handle| {
        isolate.enter(|ctx| {
            let string: Function = ctx.globals().get("String").unwrap();
            string.call::<_, String>((handle.get(ctx).unwrap(),)).unwrap()
        })
    };
    match outcome {
        Ok(value) => Ok(show(&value)),
        Err(Fault::Thrown(error)) => Err(show(&error)),
        Err(Fault::Interrupted) => Err("interrupted".into()),
    }
}

#[test]
fn s120_s121_an_incoming_request_is_read() {
    run(|isolate| async move {
        let form = "application/x-www-form-urlencoded";
        let look = "async (r) => [r.method, r.url, r.headers.get('Content-TYPE'), [...r.headers].length, r.bodyUsed, \
                    JSON.stringify([...(await r.formData())]), r.bodyUsed, r instanceof Request].join('|')";
        let expected = r#"POST|http://localhost/a?b=1|application/x-www-form-urlencoded|2|false|[["a","1"],["b","x y"]]|true|true"#;
        let whole = post(form, BodySource::Bytes("a=1&b=x+y".into()));
        assert_eq!(with_request(&isolate, whole, look).await.unwrap(), expected);
        let cut = post(form, pieces(vec![Ok("a=1"), Ok(""), Ok("&b=x+"), Ok("y")]));
        assert_eq!(with_request(&isolate, cut, look).await.unwrap(), expected);
        let twice = post(form, BodySource::Bytes("a=1".into()));
        let read = with_request(&isolate, twice, "async (r) => { await r.text(); await r.formData() }").await;
        assert!(read.unwrap_err().starts_with("TypeError"));
        let empty = with_request(
            &isolate,
            post(form, BodySource::Empty),
            "async (r) => [r.body, [...await r.formData()].length]",
        );
        assert_eq!(empty.await.unwrap(), ",0");
    });
}

#[test]
fn every_way_of_reading_a_stream() {
    run(|isolate| async move {
        for (source, expected) in [
            ("async (r) => await r.text()", "hällo"),
            ("async (r) => (await r.arrayBuffer()).byteLength", "6"),
            ("async (r) => (await r.bytes()).length", "6"),
            ("async (r) => { const b = await r.blob(); return [b.size, b.type] }", "6,text/x"),
            (
                "async (r) => { let s = ''; for await (const c of r.body.pipeThrough(new TextDecoderStream())) s += c; return s + r.bodyUsed }",
                "hällotrue",
            ),
            ("async (r) => { const c = r.clone(); return [await r.text(), await c.text()] }", "hällo,hällo"),
            ("async (r) => { await r.body.cancel(); return r.bodyUsed }", "true"),
            ("async (r) => await new Response(r.body).text()", "hällo"),
            ("async (r) => await new Request('http://x', r).text()", "hällo"),
        ] {
            let request = post("text/x", pieces(vec![Ok("h"), Ok("äl"), Ok("lo")]));
            assert_eq!(with_request(&isolate, request, source).await.as_deref(), Ok(expected), "{source}");
            let request = post("text/x", BodySource::Bytes("hällo".into()));
            assert_eq!(with_request(&isolate, request, source).await.as_deref(), Ok(expected), "{source}");
        }
    });
}

#[test]
fn s117_a_body_that_is_too_large_rejects_with_its_status() {
    run(|isolate| async move {
        for how in ["text", "formData", "arrayBuffer", "blob", "json"] {
            let too_large = HostError::framework(413, "Payload Too Large");
            let request = post("application/x-www-form-urlencoded", pieces(vec![Ok("a"), Err(too_large)]));
            let source = format!(
                "(r) => r.{how}().then(() => 'read', (e) => [e.message, e[Symbol.for('formwork.status')]])"
            );
            assert_eq!(
                with_request(&isolate, request, &source).await.unwrap(),
                "Payload Too Large,413",
                "{how}"
            );
        }
        let gone = HostError::new(ErrorClass::DomException("AbortError"), "The client went away");
        let request = post("a/b", pieces(vec![Err(gone)]));
        let source = "async (r) => { for await (const c of r.body); }";
        assert_eq!(
            with_request(&isolate, request, source).await.unwrap_err(),
            "AbortError: The client went away"
        );
    });
}

#[test]
fn s119_the_signal_aborts() {
    run(|isolate| async move {
        let seen = isolate.enter(|ctx| {
            let (request, abort) = incoming(ctx, post("a/b", BodySource::Empty))?;
            ctx.globals().set("request", request)?;
            ctx.eval::<(), _>("globalThis.n = 0; request.signal.addEventListener('abort', () => n++)")?;
            let before: bool = ctx.eval("request.signal.aborted")?;
            abort.abort(ctx)?;
            abort.abort(ctx)?;
            let (late, abort) = incoming(ctx, post("a/b", BodySource::Empty))?;
            abort.abort(ctx)?;
            ctx.globals().set("late", late)?;
            let after: String = ctx.eval(
                "[request.signal.aborted, n, request.signal.reason.name, late.signal.aborted].join()",
            )?;
            rquickjs::Result::Ok((before, after))
        });
        assert_eq!(seen.unwrap(), (false, "true,1,AbortError,true".to_owned()));
    });
}

#[test]
fn incoming_headers_can_be_changed_and_copies_are_their_own() {
    run(|isolate| async move {
        let source = "(r) => { const copy = new Headers(r.headers); r.headers.set('a', 'b'); copy.set('a', 'c'); \
                      return [r.headers.get('a'), copy.get('a'), r.clone().headers.get('cookie')] }";
        let request = post("a/b", BodySource::Empty);
        assert_eq!(with_request(&isolate, request, source).await.unwrap(), "b,c,a=1");
    });
}

fn respond<'js>(ctx: &Ctx<'js>, source: &str) -> rquickjs::Result<OutgoingResponse> {
    let response: Object = ctx.eval(source)?;
    assert!(is_response(ctx, response.as_value()));
    from_js(ctx, response)
}

#[test]
fn responses_leave() {
    run(|isolate| async move {
        let response = isolate
            .enter(|ctx| respond(ctx, "new Response('hé', { status: 201, statusText: 'Made', headers: [['X-A', '1'], ['set-cookie', 'a'], ['set-cookie', 'b']] })"))
            .unwrap();
        assert_eq!((response.status, response.status_text.as_str()), (201, "Made"));
        let pairs: Vec<_> = response.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("x-a", "1"),
                ("set-cookie", "a"),
                ("set-cookie", "b"),
                ("content-type", "text/plain;charset=UTF-8")
            ]
        );
        assert!(matches!(response.body, ResponseBody::Bytes(bytes) if bytes == "hé".as_bytes()));
        isolate.enter(|ctx| {
            let bytes = respond(ctx, "new Response(new Uint8Array([1, 2]))").unwrap();
            assert!(matches!(bytes.body, ResponseBody::Bytes(bytes) if *bytes == [1, 2]));
            assert!(matches!(
                respond(ctx, "new Response(null, { status: 204 })").unwrap().body,
                ResponseBody::Empty
            ));
            for wrong in [
                "({})",
                "new Request('http://x')",
                "(() => { const r = new Response('x'); r.text(); return r })()",
            ] {
                let object: Object = ctx.eval(wrong).unwrap();
                assert!(from_js(ctx, object).is_err(), "{wrong}");
                ctx.catch();
            }
            for (value, is) in
                [("null", false), ("5", false), ("({ status: 200 })", false), ("Response.json(1)", true)]
            {
                let value: Value = ctx.eval(value).unwrap();
                assert_eq!(is_response(ctx, &value), is);
            }
        });
    });
}

#[test]
fn streams_leave_piece_by_piece() {
    run(|isolate| async move {
        let source = "globalThis.log = []; new Response(new ReadableStream({ async pull(c) { log.push('pull'); await null; \
                      if (log.length > 2) c.close(); else c.enqueue(new TextEncoder().encode('p' + log.length)) }, cancel() { log.push('cancel') } }, { highWaterMark: 0 }))";
        let response = isolate.enter(|ctx| respond(ctx, source)).unwrap();
        let ResponseBody::Stream(body) = response.body else { panic!("no stream") };
        assert_eq!(body.next().await.unwrap().as_deref(), Some(&b"p1"[..]));
        assert_eq!(body.next().await.unwrap().as_deref(), Some(&b"p2"[..]));
        assert_eq!(body.next().await.unwrap(), None);

        let response = isolate.enter(|ctx| respond(ctx, source)).unwrap();
        let ResponseBody::Stream(body) = response.body else { panic!("no stream") };
        body.next().await.unwrap();
        body.cancel();
        isolate.enter(|ctx| assert_eq!(ctx.eval::<String, _>("log.join()").unwrap(), "pull,cancel"));

        for broken in [
            "new Response(new ReadableStream({ pull(c) { c.enqueue('text') } }))",
            "new Response(new ReadableStream({ pull(c) { c.error(new Error('x')) } }))",
        ] {
            let response = isolate.enter(|ctx| respond(ctx, broken)).unwrap();
            let ResponseBody::Stream(body) = response.body else { panic!("no stream") };
            assert!(matches!(body.next().await, Err(Fault::Thrown(_))), "{broken}");
        }
    });
}

#[test]
fn responses_of_rust_are_responses() {
    run(|isolate| async move {
        let outcome = isolate
            .settle(|ctx| {
                let response = to_js(
                    ctx,
                    OutgoingResponse {
                        status: 418,
                        status_text: String::new(),
                        headers: vec![("Content-Type".into(), "text/html".into())],
                        body: ResponseBody::Bytes("<p>".into()),
                    },
                )?;
                let look: Function = ctx.eval(
                    "(async (r) => { r.headers.set('x', 'y'); return [r instanceof Response, r.status, r.headers.get('content-type'), await r.clone().text(), await r.text()] })",
                )?;
                look.call((response,))
            })
            .await;
        assert_eq!(text(&isolate, outcome).unwrap(), "true,418,text/html,<p>,<p>");
        // Untouched, the same bytes come back; a stream of ours can be handed back too.
        isolate.enter(|ctx| {
            let bytes = Bytes::from_static(b"same");
            let response = OutgoingResponse {
                status: 200,
                status_text: String::new(),
                headers: vec![],
                body: ResponseBody::Bytes(bytes.clone()),
            };
            let back = from_js(ctx, to_js(ctx, response).unwrap()).unwrap();
            assert!(matches!(back.body, ResponseBody::Bytes(same) if same.as_ptr() == bytes.as_ptr()));
            let streamed = respond(ctx, "new Response(new ReadableStream())").unwrap();
            let again = from_js(ctx, to_js(ctx, streamed).unwrap()).unwrap();
            assert!(matches!(again.body, ResponseBody::Stream(_)));
        });
    });
}

#[test]
fn requests_leave() {
    run(|isolate| async move {
        let (text, native, streamed) = isolate.enter(|ctx| {
            let open = |source: &str| outgoing_request(ctx, ctx.eval(source).unwrap()).unwrap();
            let (given, _abort) = incoming(ctx, post("a/b", BodySource::Bytes("raw".into()))).unwrap();
            (
                open("new Request('http://x/y', { method: 'POST', body: 'q', headers: { a: 'b' } })"),
                outgoing_request(ctx, given).unwrap(),
                open("new Request('http://x/', { method: 'POST', duplex: 'half', body: new ReadableStream({ start(c) { c.enqueue(new Uint8Array([65])); c.close() } }) })"),
            )
        });
        assert_eq!((text.method.as_str(), text.url.as_str()), ("POST", "http://x/y"));
        assert!(matches!(text.body, BodySource::Bytes(bytes) if bytes == "q"));
        assert!(matches!(native.body, BodySource::Bytes(bytes) if bytes == "raw"));
        let BodySource::Stream(mut stream) = streamed.body else { panic!("no stream") };
        assert_eq!(stream.next().await.unwrap().unwrap(), "A");
        assert!(stream.next().await.is_none());
    });
}

#[test]
fn r18_limits_of_forms_hold_for_clones_too_and_not_for_the_apps_own_forms() {
    run(|isolate| async move {
        let many = "a=1&".repeat(1001);
        for source in [
            "(r) => r.formData()",
            "(r) => r.clone().formData()",
            "(r) => new Request('http://x', r).formData()",
        ] {
            let source =
                format!("(r) => ({source})(r).then(() => 'read', (e) => e[Symbol.for('formwork.status')])");
            let request = post("application/x-www-form-urlencoded", BodySource::Bytes(many.clone().into()));
            assert_eq!(with_request(&isolate, request, &source).await.as_deref(), Ok("413"), "{source}");
        }
        let source =
            "async () => [...await new Response(new URLSearchParams('a=1&'.repeat(1001))).formData()].length";
        assert_eq!(with_request(&isolate, post("a/b", BodySource::Empty), source).await.unwrap(), "1001");
    });
}

#[test]
fn memory_stays_flat_over_requests() {
    run(|isolate| async move {
        let source = "async (r) => { r.signal.addEventListener('abort', () => {}); setTimeout(() => {}, 1e6 * 0); \
                      const c = r.clone(); await c.text(); return [...(await r.formData()).values()] }";
        let mut used = Vec::new();
        for _ in 0..3 {
            for _ in 0..300 {
                let body = pieces(vec![Ok("a=1"), Ok("&b=2")]);
                let request = post("application/x-www-form-urlencoded", body);
                assert_eq!(with_request(&isolate, request, source).await.unwrap(), "1,2");
            }
            // Lets the timers of these requests run.
            assert!(
                with_request(
                    &isolate,
                    post("a/b", BodySource::Empty),
                    "() => new Promise((done) => setTimeout(done, 2))"
                )
                .await
                .is_ok()
            );
            isolate.enter(|ctx| ctx.run_gc());
            used.push(isolate.memory_used());
        }
        assert!(used[2] - used[1] < 20_000, "{used:?}");
    });
}

#[test]
fn an_isolate_can_go_while_things_are_open() {
    run(|isolate| async move {
        let (_request, abort) = isolate.enter(|ctx| {
            ctx.eval::<(), _>(
                "setInterval(() => {}, 5); setTimeout(() => {}, 1e9); new Promise((done) => setImmediate(done)); \
                 globalThis.reader = new ReadableStream().getReader(); reader.read(); const u = new URL('http://x?a=1'); u.searchParams.get('a'); \
                 globalThis.keep = [u, new Headers({ a: 'b' }), AbortSignal.any([new AbortController().signal]), crypto.subtle]",
            )
            .unwrap();
            let (request, abort) = incoming(ctx, post("a/b", BodySource::Stream(Box::pin(stream::pending())))).unwrap();
            ctx.globals().set("request", request.clone()).unwrap();
            ctx.eval::<(), _>("request.signal; request.text()").unwrap();
            (Handle::new(&Isolate::current(ctx).unwrap(), ctx, request.into_value()), abort)
        });
        drop(isolate);
        drop(abort);
    });
}

#[test]
fn r60_errors_of_timers_microtasks_and_listeners_are_reported() {
    run(|isolate| async move {
        let reports = Rc::new(std::cell::RefCell::new(Vec::new()));
        let seen = reports.clone();
        isolate.set_rejection_reporter(move |_, report, _| seen.borrow_mut().push(report.to_string()));
        let source = "() => { setTimeout(() => { throw new Error('in a timer') }, 1); \
                      queueMicrotask(() => { throw new Error('in a microtask') }); \
                      const c = new AbortController(); c.signal.onabort = () => { throw new Error('in a listener') }; c.abort(); \
                      return new Promise((done) => setTimeout(done, 2, 'still here')) }";
        let answer = with_request(&isolate, post("a/b", BodySource::Empty), source).await;
        assert_eq!(answer.as_deref(), Ok("still here"));
        let reports = reports.borrow().join("\n");
        for place in ["in a timer", "in a microtask", "in a listener"] {
            assert!(reports.contains(place), "{place}: {reports}");
        }
    });
}
