//! The exchange as user code reaches it: the object called `x` in js/glue/.

use std::rc::{Rc, Weak};

use formwork_engine::rquickjs::class::Trace;
use formwork_engine::rquickjs::{
    self, Array, Ctx, Exception, Function, JsLifetime, Object, Promise, Value, function::Opt,
};
use formwork_engine::web::body::BodySource;
use formwork_engine::web::client::Scope;
use formwork_engine::web::request::{self, IncomingRequest};
use formwork_engine::{ErrorClass, Handle, promise, promise_with};
use formwork_wire::cookies::{CookieError, JarError, parse_set_cookie};
use formwork_wire::fetched;
use futures_util::StreamExt;
use url::Url;

use super::Exchange;
use crate::cookies;
use crate::pipeline;
use crate::site::Site;

/// The exchange as js/glue/ sees it.
#[derive(Trace, JsLifetime)]
#[rquickjs::class(rename = "Exchange")]
pub(super) struct NativeExchange {
    #[qjs(skip_trace)]
    x: Rc<Exchange>,
    // Weak: the site keeps values of the isolate, and this object is one of them.
    #[qjs(skip_trace)]
    site: Weak<Site>,
}

impl NativeExchange {
    pub(super) fn new(x: &Rc<Exchange>, site: &Rc<Site>) -> Self {
        NativeExchange { x: x.clone(), site: Rc::downgrade(site) }
    }

    /// The body; when it breaks off, `request.signal` aborts before the read fails (S-119).
    fn body(&self) -> BodySource {
        let stream = match self.x.body.replace(BodySource::Empty) {
            BodySource::Stream(stream) => stream,
            // What user code sends to its own app is there already.
            here => return here,
        };
        let (x, site) = (Rc::downgrade(&self.x), self.site.clone());
        BodySource::Stream(Box::pin(stream.inspect(move |piece| {
            let broken =
                piece.as_ref().is_err_and(|error| !matches!(error.class, ErrorClass::Framework { .. }));
            if let (true, Some(x), Some(site)) = (broken, x.upgrade(), site.upgrade()) {
                x.abort(&site);
            }
        })))
    }

    fn site(&self, ctx: &Ctx<'_>) -> rquickjs::Result<Rc<Site>> {
        self.site.upgrade().ok_or_else(|| Exception::throw_message(ctx, "the application is shutting down"))
    }

    fn open(&self, ctx: &Ctx<'_>, what: &str) -> rquickjs::Result<()> {
        if self.x.sealed.get() {
            return Err(Exception::throw_message(
                ctx,
                &format!("Cannot use `{what}` after the response was made"),
            ));
        }
        Ok(())
    }
}

fn text_or_bytes(value: &Value<'_>) -> rquickjs::Result<(Option<String>, Option<bytes::Bytes>)> {
    if let Some(text) = value.as_string() {
        return Ok((Some(text.to_string()?), None));
    }
    if value.is_undefined() {
        return Ok((None, None));
    }
    Ok((None, Some(formwork_engine::web::bytes_of(value.ctx(), value.clone())?)))
}

fn cookie_error(ctx: &Ctx<'_>, error: &JarError) -> rquickjs::Error {
    match error {
        JarError::Cookie(CookieError::TooLarge(_)) => Exception::throw_message(ctx, &error.to_string()),
        JarError::Cookie(error) => Exception::throw_type(ctx, &error.to_string()),
        other => Exception::throw_message(ctx, &other.to_string()),
    }
}

#[rquickjs::methods]
impl NativeExchange {
    #[qjs(get)]
    fn is_data(&self) -> bool {
        self.x.is_data
    }

    #[qjs(get)]
    fn is_sub(&self) -> bool {
        self.x.depth > 0
    }

    #[qjs(get)]
    fn dev(&self) -> bool {
        self.x.dev
    }

    #[qjs(get)]
    fn url(&self) -> String {
        self.x.url().as_str().to_owned()
    }

    #[qjs(get)]
    fn route_id(&self) -> Option<String> {
        self.x.route_id()
    }

    fn params<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Object<'js>> {
        match self.x.route.borrow().as_ref() {
            Some(route) => route.params_object(&ctx),
            None => Object::new(ctx),
        }
    }

    fn url_was_read(&self) {
        self.x.url_was_read.set(true);
    }

    fn request<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Object<'js>> {
        if let Some(known) = &*self.x.request.borrow() {
            return known.get_as(&ctx);
        }
        let incoming = IncomingRequest {
            method: self.x.method.clone(),
            url: self.x.requested.clone(),
            headers: self.x.headers.clone(),
            body: self.body(),
            form: self.x.form.clone(),
        };
        let (request, abort) = request::incoming(&ctx, incoming)?;
        *self.x.abort.borrow_mut() = Some(abort);
        // After the end nothing of user code is kept.
        if let (false, Some(site)) = (self.x.sealed.get(), self.site.upgrade()) {
            let known = Handle::new(&site.isolate, &ctx, request.clone().into_value());
            *self.x.request.borrow_mut() = Some(known);
        }
        Ok(request)
    }

    /// `handle` resolves with another request; `headers` are names and values in turn.
    fn replace_head(&self, method: String, headers: Vec<String>) {
        let pairs =
            headers.chunks_exact(2).filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())));
        let _ = self.x.replaced.set((method, pairs.collect()));
    }

    fn log_unknown<'js>(&self, ctx: Ctx<'js>, error: Value<'js>) {
        if let Some(site) = self.site.upgrade() {
            let report = site.isolate.describe(&ctx, error);
            self.x.tell(&site, &report, false);
        }
    }

    fn log_failed_hook<'js>(&self, ctx: Ctx<'js>, reason: Value<'js>, error: Value<'js>) {
        if let Some(site) = self.site.upgrade() {
            let report = site.isolate.describe(&ctx, reason);
            tracing::error!(target: "formwork::user", "The handleError hook itself failed: {report}");
            self.log_unknown(ctx, error);
        }
    }

    fn client_address(&self, ctx: Ctx<'_>) -> rquickjs::Result<String> {
        self.x.client.clone().map_err(|why| Exception::throw_message(&ctx, &why))
    }

    fn set_header(&self, ctx: Ctx<'_>, name: String, value: String) -> rquickjs::Result<()> {
        self.open(&ctx, "setHeaders")?;
        self.x.set_header(&name, &value).map_err(|why| Exception::throw_message(&ctx, &why))
    }

    fn cookie_get<'js>(
        &self,
        ctx: Ctx<'js>,
        name: String,
        decode: Opt<Option<Function<'js>>>,
    ) -> rquickjs::Result<Option<Value<'js>>> {
        let jar = self.x.cookies.borrow();
        jar.get(&name).map(|found| cookies::value(&ctx, found, decode.0.flatten().as_ref())).transpose()
    }

    fn cookie_get_all<'js>(
        &self,
        ctx: Ctx<'js>,
        decode: Opt<Option<Function<'js>>>,
    ) -> rquickjs::Result<Vec<Object<'js>>> {
        let decode = decode.0.flatten();
        let jar = self.x.cookies.borrow();
        let all = jar.all().into_iter().map(|(name, found)| {
            let cookie = Object::new(ctx.clone())?;
            cookie.set("name", name)?;
            cookie.set("value", cookies::value(&ctx, found, decode.as_ref())?)?;
            Ok(cookie)
        });
        all.collect()
    }

    fn cookie_set<'js>(
        &self,
        ctx: Ctx<'js>,
        name: String,
        value: String,
        encoded: Option<String>,
        options: Opt<Option<Object<'js>>>,
    ) -> rquickjs::Result<()> {
        let options = cookies::options(options.0.flatten().as_ref())?;
        let set = self.x.cookies.borrow_mut().set(&name, &value, encoded, options);
        set.map_err(|error| cookie_error(&ctx, &error))
    }

    fn cookie_delete<'js>(
        &self,
        ctx: Ctx<'js>,
        name: String,
        options: Opt<Option<Object<'js>>>,
    ) -> rquickjs::Result<()> {
        let options = cookies::options(options.0.flatten().as_ref())?;
        let deleted = self.x.cookies.borrow_mut().delete(&name, options);
        deleted.map_err(|error| cookie_error(&ctx, &error))
    }

    fn cookie_serialize<'js>(
        &self,
        ctx: Ctx<'js>,
        name: String,
        value: String,
        encoded: Option<String>,
        options: Opt<Option<Object<'js>>>,
    ) -> rquickjs::Result<String> {
        let options = cookies::options(options.0.flatten().as_ref())?;
        let line = self.x.cookies.borrow().serialize(&name, &value, encoded.as_deref(), options);
        line.map_err(|error| cookie_error(&ctx, &error))
    }

    /// Name, value as it came and options of a `Set-Cookie` header.
    fn cookie_parse<'js>(&self, ctx: Ctx<'js>, header: String) -> rquickjs::Result<Array<'js>> {
        let cookie = parse_set_cookie(&header);
        let parts = Array::new(ctx.clone())?;
        parts.set(0, cookie.name)?;
        parts.set(1, cookie.value)?;
        parts.set(2, cookies::to_js(&ctx, &cookie.options)?)?;
        Ok(parts)
    }

    fn resolve<'js>(
        &self,
        ctx: Ctx<'js>,
        native: Value<'js>,
        event: Value<'js>,
        options: Opt<Option<Object<'js>>>,
    ) -> rquickjs::Result<Promise<'js>> {
        let site = self.site(&ctx)?;
        pipeline::resolve_from_js(&ctx, site, self.x.clone(), native, event, options.0.flatten())
    }

    /// To whom what is fetched belongs.
    fn scope(&self, ctx: Ctx<'_>) -> rquickjs::Result<Scope> {
        Ok(self.x.scope(&*self.site(&ctx)?))
    }

    /// The context in which `event.fetch` was called, for an inner request.
    fn context<'js>(&self, ctx: Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        match &*self.x.context.borrow() {
            Some(context) => context.get(&ctx),
            None => Ok(Value::new_undefined(ctx)),
        }
    }

    /// The Cookie header of a request to another server; `own` is what user code gave it (F-72).
    fn cookies_for(&self, url: String, own: Opt<Option<String>>) -> Option<String> {
        let url = Url::parse(&url).ok()?;
        let own = own.0.flatten();
        if !pipeline::is_ours(self.x.url(), &url) {
            return None;
        }
        Some(self.x.cookie_header(&url, own.as_deref()))
    }

    fn is_own(&self, url: String) -> bool {
        Url::parse(&url).is_ok_and(|url| pipeline::is_own(&self.x, &url))
    }

    fn fetch<'js>(
        &self,
        ctx: Ctx<'js>,
        request: Object<'js>,
        credentials: String,
        context: Value<'js>,
    ) -> rquickjs::Result<Promise<'js>> {
        let site = self.site(&ctx)?;
        let request = request::outgoing_request(&ctx, request)?;
        let context = Handle::new(&site.isolate, &ctx, context);
        promise(&ctx, pipeline::fetch_own(site, self.x.clone(), request, credentials, context))
    }

    /// Keeps a response that a universal load read, for the document (F-77). Parts come in groups:
    /// `[status, status text, header names and values in turn]`, the body as text or bytes, `[headers, body]` of
    /// the request, and `[cache-control, age, vary]` of the response.
    fn embed<'js>(
        &self,
        url: String,
        response: Array<'js>,
        content: Value<'js>,
        request: Array<'js>,
        caching: Array<'js>,
    ) -> rquickjs::Result<()> {
        let Ok(url) = Url::parse(&url) else { return Ok(()) };
        let flat: Vec<String> = response.get(2)?;
        let headers: Vec<(String, String)> = flat
            .chunks_exact(2)
            .filter_map(|pair| Some((pair.first()?.clone(), pair.get(1)?.clone())))
            .collect();
        let status_text: String = response.get(1)?;
        let (text, bytes) = text_or_bytes(&content)?;
        let body = match (&text, &bytes) {
            (Some(text), _) => fetched::Body::Text(text),
            (None, Some(bytes)) => fetched::Body::Bytes(bytes),
            (None, None) => fetched::Body::Nothing,
        };
        let asked_headers: Option<String> = request.get(0)?;
        let (asked_text, asked_bytes) = text_or_bytes(&request.get(1)?)?;
        let mut parts = Vec::new();
        parts.extend(asked_headers.as_deref().map(fetched::HashPart::Text));
        parts.extend(asked_text.as_deref().map(fetched::HashPart::Text));
        parts.extend(asked_bytes.as_deref().map(fetched::HashPart::Bytes));
        let hash = (!parts.is_empty()).then(|| fetched::hash(&parts));
        let (control, age, vary): (Option<String>, Option<String>, Option<String>) =
            (caching.get(0)?, caching.get(1)?, caching.get(2)?);
        let ttl = match self.x.method() {
            "GET" => fetched::ttl(control.as_deref(), age.as_deref(), vary.as_deref()),
            _ => None,
        };
        let element = fetched::Fetched {
            url: &fetched::stored_url(&url, self.x.url()),
            status: response.get(0)?,
            status_text: &status_text,
            headers: &headers,
            body,
            hash: hash.as_deref(),
            ttl,
        };
        self.x.fetched.borrow_mut().push_str(&element.to_html());
        Ok(())
    }

    fn parent<'js>(&self, ctx: Ctx<'js>, universal: bool, index: usize) -> rquickjs::Result<Promise<'js>> {
        let site = self.site(&ctx)?;
        let x = self.x.clone();
        promise_with(&ctx, pipeline::parent_data(site, x, universal, index))
    }
}
