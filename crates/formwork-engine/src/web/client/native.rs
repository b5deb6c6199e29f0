//! The client's face towards `js/fetch.js`.

use std::cell::RefCell;
use std::rc::Rc;

use bytes::Bytes;
use futures_util::stream;
use rquickjs::class::Trace;
use rquickjs::prelude::Func;
use rquickjs::{Array, Class, Ctx, Exception, FromJs, IntoJs, JsLifetime, Object, Promise, Value};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::redirect::{Content, Mode, Target};
use super::{Answer, Failure, Outgoing, Pieces};
use crate::error::{ErrorClass, HostError};
use crate::isolate::Isolate;
use crate::promise::promise;
use crate::web::body::{BodySource, BodyStream, IncomingBody};
use crate::web::form::FormRules;
use crate::web::headers::{Guard, Headers, shared};
use crate::web::request;
use crate::web::response::StreamBody;
use formwork_wire::form::Limits;

/// What belongs to one request of the app: when that is given up, so is everything that was asked for on its behalf.
#[derive(Debug, Clone, Trace, JsLifetime)]
#[rquickjs::class]
pub struct Scope {
    #[qjs(skip_trace)]
    token: CancellationToken,
}

impl Scope {
    /// A scope that ends with `isolate`, if not before.
    pub fn new(isolate: &Isolate) -> Self {
        Scope { token: isolate.life().child_token() }
    }

    /// Closes the connections of whatever is under way in it, and refuses more.
    pub fn end(&self) {
        self.token.cancel();
    }
}

#[rquickjs::methods]
impl Scope {}

/// A request on its way. Not visible to user code.
#[derive(Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct Sending {
    #[qjs(skip_trace)]
    token: CancellationToken,
    #[qjs(skip_trace)]
    head: RefCell<Option<oneshot::Receiver<Result<Answer, Failure>>>>,
}

#[rquickjs::methods]
impl Sending {
    /// The answer, once: see [`Head`]. Rejects with what user code finds as the `cause`.
    fn head<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Promise<'js>> {
        let head = self.head.borrow_mut().take();
        // The isolate may end while this waits, and the future with it.
        let guard = self.token.clone().drop_guard();
        promise(&ctx, async move {
            let answer = match head {
                Some(head) => head.await.unwrap_or_else(|_| Err(Failure::given_up())),
                None => Err(Failure::given_up()),
            };
            let answer = answer.map_err(Failure::into_cause)?;
            guard.disarm();
            Ok(Head(answer))
        })
    }

    /// Nobody wants the answer any more.
    fn abort(&self) {
        self.token.cancel();
    }
}

/// `[status, status text, headers, URL, redirected, crossed origins, decoded, body]` for JavaScript.
struct Head(Answer);

impl<'js> IntoJs<'js> for Head {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let Answer { status, status_text, headers, url, redirected, crossed, decoded, body } = self.0;
        let parts = Array::new(ctx.clone())?;
        parts.set(0, status)?;
        parts.set(1, status_text)?;
        parts.set(2, Class::instance(ctx.clone(), Headers::new(shared(headers), Guard::Immutable))?)?;
        parts.set(3, url.as_str())?;
        parts.set(4, redirected)?;
        parts.set(5, crossed)?;
        parts.set(6, decoded)?;
        match body {
            Some(pieces) => {
                let rules = Rc::new(FormRules::default());
                rules.limits.set(Limits::generous());
                let source = BodySource::Stream(received(pieces));
                parts.set(7, Class::instance(ctx.clone(), IncomingBody::new(source, rules))?)?;
            }
            None => parts.set(7, Value::new_null(ctx.clone()))?,
        }
        Ok(parts.into_value())
    }
}

/// The body of an answer for the engine.
fn received(pieces: Pieces) -> BodyStream {
    Box::pin(stream::unfold(Some(pieces), |pieces| async move {
        let mut pieces = pieces?;
        let failure = match pieces.recv().await {
            Some(Ok(Some(bytes))) => return Some((Ok(bytes), Some(pieces))),
            Some(Ok(None)) => return None,
            Some(Err(failure)) => failure,
            None => Failure::given_up(),
        };
        let error = HostError::new(ErrorClass::TypeError, format!("terminated: {}", failure.message));
        Some((Err(error), None))
    }))
}

/// Sends a request in the background. `parts` are those of [`request::from_parts`]; `redirect` is the option of that
/// name; `scope` is that of the request of the app for which it is made, if there is one.
fn send<'js>(
    ctx: Ctx<'js>,
    parts: Array<'js>,
    redirect: String,
    scope: Value<'js>,
) -> rquickjs::Result<Sending> {
    let isolate = Isolate::current(&ctx);
    let Some((io, isolate)) = isolate.and_then(|isolate| Some((isolate.io()?, isolate))) else {
        return Err(Exception::throw_internal(&ctx, "Nothing can be fetched here"));
    };
    let token = match Class::<Scope>::from_js(&ctx, scope) {
        Ok(scope) => scope.borrow().token.child_token(),
        Err(_) => isolate.life().child_token(),
    };
    let Some(redirect) = Mode::named(&redirect) else {
        let text = format!("{redirect:?} is no value for the option `redirect`: follow, manual or error");
        return Err(Exception::throw_type(&ctx, &text));
    };
    let (body, pieces) = body_of(&ctx, parts.get(3)?)?;
    let given = request::from_parts(&parts, BodySource::Empty)?;
    let url = Url::parse(&given.url)
        .map_err(|error| Exception::throw_type(&ctx, &format!("{}: {error}", given.url)))?;
    let target = Target { method: given.method, url, headers: given.headers, body, hops: 0, crossed: false };
    let (sender, head) = oneshot::channel();
    let (client, life) = (isolate.client().clone(), token.clone());
    io.spawn(async move {
        let outgoing = Outgoing { target, pieces, redirect };
        life.run_until_cancelled(client.run(outgoing, sender)).await;
    });
    Ok(Sending { token, head: RefCell::new(Some(head)) })
}

type Sent = mpsc::Receiver<Result<Bytes, Failure>>;

/// The body of a request, and its pieces if they are still to come.
fn body_of<'js>(ctx: &Ctx<'js>, body: Value<'js>) -> rquickjs::Result<(Content, Option<Sent>)> {
    if let Some(stream) = StreamBody::from_parts(ctx, &body) {
        let (sender, receiver) = mpsc::channel(1);
        tokio::task::spawn_local(hand_over(stream, sender));
        return Ok((Content::Stream, Some(receiver)));
    }
    Ok(match request::body_of(ctx, body)? {
        BodySource::Bytes(bytes) => (Content::Bytes(bytes), None),
        _ => (Content::Nothing, None),
    })
}

/// Takes a stream of this thread to where it is sent from, at the pace at which it is sent.
async fn hand_over(stream: StreamBody, sender: mpsc::Sender<Result<Bytes, Failure>>) {
    loop {
        let piece = tokio::select! {
            piece = stream.next() => piece,
            () = sender.closed() => return stream.cancel(),
        };
        let piece = match piece {
            Ok(Some(bytes)) if bytes.is_empty() => continue,
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => return,
            // What it was is known to `js/fetch.js`.
            Err(_) => Err(Failure::new("ERR_STREAM", "the stream of the request's body failed")),
        };
        let failed = piece.is_err();
        if sender.send(piece).await.is_err() {
            return stream.cancel();
        }
        if failed {
            return;
        }
    }
}

/// Natives for `js/fetch.js`.
pub(crate) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("send", Func::from(send))
}
