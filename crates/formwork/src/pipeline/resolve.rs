//! What `resolve(event)` does: the endpoint, the page or the data request of a route (S-8.11–15).

use std::rc::Rc;

use formwork_engine::rquickjs::{self, Ctx, Object, Value};
use formwork_engine::web::request::AbortHandle;
use formwork_engine::web::response::{self, OutgoingResponse, ResponseBody, StreamBody};
use formwork_engine::{Handle, HostError};

use super::{Call, Failure, data, endpoint, fatal, page, render};
use crate::exchange::Exchange;
use crate::reply::{self, Answer, PieceSender, Reply, ReplyBody};
use crate::router::Found;
use crate::site::Site;

/// What `handle` may pass to `resolve` (F-112).
#[derive(Debug, Default, Clone)]
pub(crate) struct Options {
    /// `transformPageChunk`.
    pub(crate) transform: Option<Handle>,
    /// `preload`.
    pub(crate) preload: Option<Handle>,
}

/// Sub-resources a browser asks for: an unknown one needs no error page (S-26).
const SUB_RESOURCES: [&str; 17] = [
    "audio",
    "audioworklet",
    "font",
    "image",
    "json",
    "manifest",
    "paintworklet",
    "report",
    "script",
    "serviceworker",
    "sharedworker",
    "style",
    "track",
    "video",
    "webidentity",
    "worker",
    "xslt",
];

/// Answers the request for what was found, with everything user code set on it.
pub(crate) async fn resolve(call: &Rc<Call>, found: &Found, options: &Options) -> Reply {
    let x = &call.x;
    let reply = match found {
        Found::OutsideBase => Reply::text(404, "Not found"),
        Found::Failed(fault) => super::unmatched(call, fault).await,
        Found::Malformed if x.is_data => {
            let error = call.error_object(&Failure::framework(400, "Malformed URI")).await;
            fatal(call, &error)
        }
        Found::Malformed => {
            render::error_page(call, &Failure::framework(400, "Malformed URI"), options).await
        }
        Found::Nothing if x.is_data => data::nothing(call).await,
        Found::Nothing => nothing(call, options).await,
        Found::Route(route) if x.is_data => {
            let reply = data::respond(call, route).await;
            let both = route.page.is_some() && call.site.endpoints.contains_key(&route.id);
            if both { vary_on_accept(x, reply) } else { reply }
        }
        Found::Route(route) => {
            let endpoint = call.site.endpoints.get(&route.id);
            match (endpoint, &route.page) {
                (Some(endpoint), None) => endpoint::respond(call, endpoint).await,
                (Some(endpoint), Some(_)) if endpoint::is_preferred(x, endpoint) => {
                    vary_on_accept(x, endpoint::respond(call, endpoint).await)
                }
                (Some(_), Some(page)) => vary_on_accept(x, page::respond(call, route, page, options).await),
                (None, Some(page)) => page::respond(call, route, page, options).await,
                (None, None) => nothing(call, options).await,
            }
        }
    };
    match x.put_headers(reply) {
        Ok(reply) => with_cookies(call, reply).await,
        Err(why) => unwritable(call, why).await,
    }
}

/// Puts the cookies on; one that cannot be written makes the answer a bare error (S-93).
pub(crate) async fn with_cookies(call: &Call, reply: Reply) -> Reply {
    match call.x.put_cookies(reply) {
        Ok(reply) => reply,
        Err(why) => unwritable(call, why).await,
    }
}

/// What user code has set cannot be sent (S-93, S-103).
async fn unwritable(call: &Call, why: String) -> Reply {
    let error = call.error_object(&Failure::Fault(why)).await;
    fatal(call, &error)
}

async fn nothing(call: &Rc<Call>, options: &Options) -> Reply {
    let destination = call.x.header("sec-fetch-dest").unwrap_or_default();
    if SUB_RESOURCES.contains(&destination) {
        return Reply::text(404, "Not Found").with("vary", "Sec-Fetch-Dest");
    }
    let log = format!("no route matches {}", call.x.path());
    render::error_page(call, &Failure::framework_because(404, "Not Found", log), options).await
}

/// S-20: a page and an endpoint share the URL.
fn vary_on_accept(x: &Exchange, mut reply: Reply) -> Reply {
    if x.method() != "GET" && x.method() != "HEAD" {
        return reply;
    }
    let listed = reply.headers.iter().filter(|(name, _)| name == "vary").any(|(_, value)| {
        value.split(',').map(str::trim).any(|name| name == "*" || name.eq_ignore_ascii_case("accept"))
    });
    if !listed {
        reply.headers.push(("vary".to_owned(), "Accept".to_owned()));
    }
    reply
}

/// `resolve` as the handle hook calls it: gives a promise of a `Response`; never rejects for errors of the app.
pub(crate) fn resolve_from_js<'js>(
    ctx: &Ctx<'js>,
    site: Rc<Site>,
    x: Rc<Exchange>,
    native: Value<'js>,
    event: Value<'js>,
    options: Option<Object<'js>>,
) -> rquickjs::Result<rquickjs::Promise<'js>> {
    let isolate = &site.isolate;
    let option = |name: &str| -> rquickjs::Result<Option<Handle>> {
        let Some(options) = &options else { return Ok(None) };
        let value: Value = options.get(name)?;
        Ok(value.is_function().then(|| Handle::new(isolate, ctx, value)))
    };
    let options = Options { transform: option("transformPageChunk")?, preload: option("preload")? };
    let call = Rc::new(Call {
        native: Handle::new(isolate, ctx, native),
        event: Handle::new(isolate, ctx, event),
        site: site.clone(),
        x: x.clone(),
    });
    formwork_engine::promise(ctx, async move {
        let found = x.found();
        let reply = resolve(&call, &found, &options).await;
        x.seal();
        Ok::<_, HostError>(ReplyResponse(reply))
    })
}

/// A reply on its way to user code as a `Response`.
pub(crate) struct ReplyResponse(pub(crate) Reply);

impl<'js> rquickjs::IntoJs<'js> for ReplyResponse {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let Reply { status, headers, body } = self.0;
        let body = match body {
            ReplyBody::Empty => ResponseBody::Empty,
            ReplyBody::Bytes(bytes) => ResponseBody::Bytes(bytes),
            ReplyBody::Script(stream) => ResponseBody::Stream(stream),
            // Only static files are streamed from Rust, and they are not given to user code.
            ReplyBody::Stream(_) => {
                return Err(rquickjs::Exception::throw_message(ctx, "this body is not readable"));
            }
        };
        let response =
            response::to_js(ctx, OutgoingResponse { status, status_text: String::new(), headers, body })?;
        Ok(response.into_value())
    }
}

/// A response of user code as a reply.
pub(crate) fn to_reply(outgoing: OutgoingResponse) -> Reply {
    let body = match outgoing.body {
        ResponseBody::Empty => ReplyBody::Empty,
        ResponseBody::Bytes(bytes) => ReplyBody::Bytes(bytes),
        ResponseBody::Stream(stream) => ReplyBody::Script(stream),
    };
    Reply { status: outgoing.status, headers: outgoing.headers, body }
}

/// Makes a reply ready for the socket: a stream of the engine is pulled from here on, at the client's pace.
pub(crate) fn for_socket(site: &Rc<Site>, x: &Exchange, reply: Reply) -> Answer {
    let body = match reply.body {
        ReplyBody::Empty => ReplyBody::Empty,
        ReplyBody::Bytes(bytes) => ReplyBody::Bytes(bytes),
        ReplyBody::Script(stream) => {
            let (sender, body) = reply::pieces(1);
            tokio::task::spawn_local(pump(site.clone(), stream, sender, x.take_abort()));
            ReplyBody::Stream(body)
        }
        ReplyBody::Stream(stream) => ReplyBody::Stream(stream),
    };
    Answer { status: reply.status, headers: reply.headers, body }
}

async fn pump(site: Rc<Site>, stream: StreamBody, sender: PieceSender, abort: Option<AbortHandle>) {
    // Whoever makes the stream may wait for `request.signal` to stop (S-102).
    let give_up = || {
        stream.cancel();
        if let Some(abort) = &abort {
            site.isolate.enter(|ctx| {
                if abort.abort(ctx).is_err() {
                    ctx.catch();
                }
            });
        }
    };
    loop {
        let piece = tokio::select! {
            piece = stream.next() => piece,
            () = sender.unread() => return give_up(),
        };
        match piece {
            Ok(Some(bytes)) => {
                if sender.send(bytes).await.is_err() {
                    return give_up();
                }
            }
            Ok(None) => return sender.end().await,
            Err(fault) => {
                if let formwork_engine::Fault::Thrown(value) = fault {
                    site.isolate.enter(|ctx| {
                        if let Ok(value) = value.get(ctx) {
                            let report = site.isolate.describe(ctx, value);
                            tracing::error!(target: "formwork::user", "A response stream failed: {report}");
                        }
                    });
                }
                return;
            }
        }
    }
}
