//! Requests to other servers end with whatever they were made for. What they are like otherwise is tested from an app
//! (`crates/formwork-cli/tests/requirements/fetch.rs`).

use std::io::Read;
use std::net::TcpListener;
use std::rc::Rc;
use std::sync::mpsc;
use std::time::Duration;

use formwork_engine::rquickjs::{Class, Function, Object};
use formwork_engine::web::client::Scope;
use formwork_engine::{Handle, Isolate, IsolateOptions};
use tokio::task::LocalSet;

/// A server that never answers: its address, and when a request came and when its connection was closed.
fn silent() -> (String, mpsc::Receiver<&'static str>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 4096];
            if stream.read(&mut bytes).is_ok_and(|read| read > 0) {
                let _ = tell.send("came");
            }
            while stream.read(&mut bytes).is_ok_and(|read| read > 0) {}
            let _ = tell.send("closed");
        }
    });
    (address, told)
}

/// An isolate whose requests run on a runtime of their own, as in a server.
fn with_isolate(io: &tokio::runtime::Runtime, test: impl AsyncFnOnce(Rc<Isolate>)) {
    let options = IsolateOptions { io: Some(io.handle().clone()), ..IsolateOptions::default() };
    let own = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&own, async { test(Isolate::new(&options).unwrap()).await });
}

fn io() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// Fetches in the context of a request with this scope; gives the function's promise.
fn fetch(isolate: &Rc<Isolate>, scope: &Scope, url: &str) -> Handle {
    let run = isolate
        .eval(
            "(scope, url) => __formwork_native.context.run({ owner: { scope: () => scope } }, async () => {
                try { await fetch(url) } catch (error) { return error.cause?.code }
            })",
        )
        .unwrap();
    isolate.enter(|ctx| {
        let run: Function = run.get_as(ctx).unwrap();
        let scope = Class::instance(ctx.clone(), scope.clone()).unwrap();
        let promise: Object = run.call((scope, url)).unwrap();
        Handle::new(isolate, ctx, promise.into_value())
    })
}

const SOON: Duration = Duration::from_secs(10);

#[test]
fn requests_end_with_the_one_that_they_were_made_for() {
    let io = io();
    with_isolate(&io, async |isolate| {
        let (url, told) = silent();
        let scope = Scope::new(&isolate);
        let promise = fetch(&isolate, &scope, &url);
        // The thread that user code runs on is held meanwhile.
        assert_eq!(told.recv_timeout(SOON), Ok("came"));
        scope.end();
        assert_eq!(told.recv_timeout(SOON), Ok("closed"));
        let code = isolate.settle(|ctx| promise.get(ctx)).await.unwrap();
        assert_eq!(isolate.enter(|ctx| code.get_as::<String>(ctx).unwrap()), "ERR_GIVEN_UP");
        let late = fetch(&isolate, &scope, &url);
        let code = isolate.settle(|ctx| late.get(ctx)).await.unwrap();
        assert_eq!(isolate.enter(|ctx| code.get_as::<String>(ctx).unwrap()), "ERR_GIVEN_UP");
    });
}

#[test]
fn requests_end_with_their_isolate() {
    let io = io();
    let (url, told) = silent();
    with_isolate(&io, async |isolate| {
        fetch(&isolate, &Scope::new(&isolate), &url);
        assert_eq!(told.recv_timeout(SOON), Ok("came"));
    });
    assert_eq!(told.recv_timeout(SOON), Ok("closed"));
}
