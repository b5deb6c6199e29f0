//! `Request` objects between the pipeline and user code.
//!
//! An incoming request is one small native handle: its headers, its URL and its body are looked up when
//! user code looks at them. The JavaScript half is `js/fetch.js`.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use futures_util::stream;
use rquickjs::class::Trace;
use rquickjs::{Array, Class, Ctx, FromJs, Function, JsLifetime, Object, Value};

use super::Doors;
use super::body::{BodySource, BodyStream, IncomingBody};
use super::chunk::bytes_of;
use super::form::FormRules;
use super::headers::{Guard, HeaderList, Headers, shared};
use super::memory::AnyText;
use super::response::StreamBody;
use crate::error::HostError;
use crate::handle::Handle;
use crate::isolate::Isolate;

/// A request as Rust data. Header values hold the code points 0–255 of the bytes on the wire.
#[derive(Debug)]
pub struct IncomingRequest {
    /// The method, in upper case where the Fetch standard normalises it.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// Header names and values in order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: BodySource,
    /// What holds for the form in the body.
    pub form: Rc<FormRules>,
}

/// Fires the signal of one incoming request. Dropping it without firing ends the possibility.
#[derive(Clone)]
pub struct AbortHandle(Rc<Abort>);

/// Owned by the pipeline's handle; the JavaScript object only knows it weakly, because what is kept from
/// the engine here keeps the isolate alive.
struct Abort {
    aborted: Cell<bool>,
    /// The function that aborts, once user code has looked at `request.signal`.
    controller: RefCell<Option<Handle>>,
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortHandle").field("aborted", &self.0.aborted.get()).finish()
    }
}

impl AbortHandle {
    /// The client went away, or the deadline passed: `request.signal` aborts (S-119). Later calls do nothing.
    pub fn abort(&self, ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        if self.0.aborted.replace(true) {
            return Ok(());
        }
        let controller = self.0.controller.borrow_mut().take();
        match controller {
            Some(controller) => controller.get_as::<Function>(ctx)?.call(()),
            None => Ok(()),
        }
    }
}

/// The native half of an incoming request. Not visible to user code.
#[derive(Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct IncomingHandle {
    #[qjs(skip_trace)]
    method: String,
    #[qjs(skip_trace)]
    url: String,
    #[qjs(skip_trace)]
    headers: Rc<RefCell<HeaderList>>,
    #[qjs(skip_trace)]
    body: RefCell<Option<BodySource>>,
    #[qjs(skip_trace)]
    form: Rc<FormRules>,
    #[qjs(skip_trace)]
    abort: Weak<Abort>,
}

#[rquickjs::methods(rename_all = "camelCase")]
impl IncomingHandle {
    #[qjs(get)]
    fn method(&self) -> String {
        self.method.clone()
    }

    #[qjs(get)]
    fn url(&self) -> String {
        self.url.clone()
    }

    /// A copy that user code may change, as on Node.
    fn headers(&self) -> Headers {
        Headers::new(self.headers.clone(), Guard::None)
    }

    /// The body, once; `null` when there is none.
    fn body(&self) -> Option<IncomingBody> {
        match self.body.borrow_mut().take() {
            None | Some(BodySource::Empty) => None,
            Some(source) => Some(IncomingBody::new(source, self.form.clone())),
        }
    }

    /// Says how to abort the signal; returns true when the request was aborted already.
    fn on_abort<'js>(&self, ctx: Ctx<'js>, abort: Function<'js>) -> bool {
        let Some(state) = self.abort.upgrade() else {
            return false;
        };
        if let Some(isolate) = Isolate::current(&ctx).filter(|_| !state.aborted.get()) {
            state.controller.replace(Some(Handle::new(&isolate, &ctx, abort.into_value())));
        }
        state.aborted.get()
    }
}

/// A JavaScript `Request` for a request that came in. Nothing is read or copied until user code looks.
pub fn incoming<'js>(
    ctx: &Ctx<'js>,
    request: IncomingRequest,
) -> rquickjs::Result<(Object<'js>, AbortHandle)> {
    let abort = Rc::new(Abort { aborted: Cell::new(false), controller: RefCell::new(None) });
    let handle = Class::instance(
        ctx.clone(),
        IncomingHandle {
            method: request.method,
            url: request.url,
            headers: shared(request.headers),
            body: RefCell::new(Some(request.body)),
            form: request.form,
            abort: Rc::downgrade(&abort),
        },
    )?;
    let request = Doors::get(ctx, |doors| &doors.make_request)?.call((handle,))?;
    Ok((request, AbortHandle(abort)))
}

/// A JavaScript `Request` (of `event.fetch`, say) as Rust data; its body counts as read from then on.
pub fn outgoing_request<'js>(ctx: &Ctx<'js>, request: Object<'js>) -> rquickjs::Result<IncomingRequest> {
    let parts: Array = Doors::get(ctx, |doors| &doors.open_request)?.call((request,))?;
    let body = body_of(ctx, parts.get(3)?)?;
    from_parts(&parts, body)
}

/// The request that `openRequest` of `js/fetch.js` took apart; its body has been dealt with.
pub(crate) fn from_parts(parts: &Array<'_>, body: BodySource) -> rquickjs::Result<IncomingRequest> {
    let headers: Class<Headers> = parts.get(2)?;
    let headers = headers.borrow().to_list();
    Ok(IncomingRequest {
        method: parts.get::<AnyText>(0)?.0,
        url: parts.get::<AnyText>(1)?.0,
        headers,
        body,
        form: Rc::default(),
    })
}

/// The body of a request that was taken apart, read through Rust.
pub(crate) fn body_of<'js>(ctx: &Ctx<'js>, body: Value<'js>) -> rquickjs::Result<BodySource> {
    if body.is_null() || body.is_undefined() {
        return Ok(BodySource::Empty);
    }
    if let Ok(native) = Class::<IncomingBody>::from_js(ctx, body.clone()) {
        return Ok(native.borrow().take());
    }
    match StreamBody::from_parts(ctx, &body) {
        Some(stream) => Ok(BodySource::Stream(bytes_from(stream))),
        None => bytes_of(ctx, body).map(BodySource::Bytes),
    }
}

/// A stream of user code as a stream of bytes.
fn bytes_from(body: StreamBody) -> BodyStream {
    Box::pin(stream::unfold(Some(body), |body| async move {
        let body = body?;
        match body.next().await {
            Ok(Some(bytes)) => Some((Ok(bytes), Some(body))),
            Ok(None) => None,
            Err(_) => Some((Err(HostError::type_error("The stream of the request body failed")), None)),
        }
    }))
}
