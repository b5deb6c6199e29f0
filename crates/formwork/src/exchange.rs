//! One request and what user code has put on its answer so far.
//!
//! The exchange is plain Rust; user code reaches it through [`NativeExchange`], the object called `x` in
//! js/glue.js. It never holds the event itself: the event holds it.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use formwork_engine::rquickjs::class::Trace;
use formwork_engine::rquickjs::{
    self, Array, Class, Ctx, Exception, Function, JsLifetime, Object, Promise, Value, function::Opt,
};
use formwork_engine::web::FormRules;
use formwork_engine::web::body::BodySource;
use formwork_engine::web::client::Scope;
use formwork_engine::web::request::{self, AbortHandle, IncomingRequest};
use formwork_engine::{ErrorClass, ErrorReport, Handle, promise, promise_with};
use formwork_wire::cookies::{CookieError, Jar, JarError, parse_set_cookie};
use formwork_wire::data_request::DataRequest;
use formwork_wire::fetched;
use futures_util::StreamExt;
use url::Url;

use crate::body::{self, Received, Reception};
use crate::cookies;
use crate::dev::DevEvent;
use crate::limits::Limits;
use crate::pipeline::{self, LoadPass};
use crate::reply::{Headers, Reply};
use crate::router::{Found, Route};
use crate::service::Head;
use crate::site::Site;

/// One request on its way through the pipeline.
#[derive(Debug)]
pub(crate) struct Exchange {
    method: String,
    /// What `handle` put in the place of method and headers (F-116).
    replaced: OnceCell<(String, Headers)>,
    /// The URL as it was requested.
    requested: String,
    /// The URL without the data suffix and the framework's own query keys (C-91).
    url: Url,
    /// Id of the route, which stays known while promises are sent after the end.
    id: OnceCell<String>,
    /// The query as it was requested: action names are read from it (S-27).
    pub(crate) query: Option<String>,
    headers: Headers,
    pub(crate) client: Result<String, String>,
    pub(crate) is_data: bool,
    /// Which nodes a data request is for; None for all.
    pub(crate) invalidated: Option<Vec<bool>>,
    pub(crate) depth: u32,
    pub(crate) dev: bool,
    pub(crate) base: String,
    pub(crate) url_was_read: Cell<bool>,
    body: RefCell<BodySource>,
    reception: Rc<Reception>,
    form: Rc<FormRules>,
    abort: RefCell<Option<AbortHandle>>,
    /// The `Request`, once somebody looked at it: the event of `reroute` and the later one share it, for it has one body.
    request: RefCell<Option<Handle>>,
    route: RefCell<Option<Rc<Route>>>,
    found: RefCell<Option<Found>>,
    loads: RefCell<Option<Rc<LoadPass>>>,
    cookies: RefCell<Jar>,
    set_headers: RefCell<Headers>,
    fetched: RefCell<String>,
    sealed: Cell<bool>,
    /// Shared with the requests that it makes to its own app.
    scope: Rc<OnceCell<Scope>>,
    /// Of an inner request: the context in which user code made it.
    context: RefCell<Option<Handle>>,
    /// Whether the page for an error is being made.
    failing: Cell<bool>,
    faults: Rc<RefCell<Faults>>,
}

/// Unknown errors of one request, for who develops; None once the answer has taken them along.
type Faults = Option<Vec<DevEvent>>;

impl Exchange {
    /// The exchange of a request from the socket.
    pub(crate) fn new(site: &Site, head: Head, body: Option<Received>) -> Rc<Self> {
        let config = &site.blueprint.config;
        let reception = Reception::new(config.max_body, config.body_idle_timeout, config.body_timeout);
        let body = match body {
            Some(received) => body::source(received, reception.clone()),
            None => BodySource::Empty,
        };
        let faults = Rc::new(RefCell::new(Some(Vec::new())));
        Self::make(site, head, body, reception, 0, Rc::default(), faults)
    }

    /// The exchange of a request that user code makes to its own app.
    pub(crate) fn sub(
        site: &Site,
        outer: &Exchange,
        head: Head,
        body: BodySource,
        context: Handle,
    ) -> Rc<Self> {
        let depth = outer.depth.saturating_add(1);
        let (scope, faults) = (outer.scope.clone(), outer.faults.clone());
        let inner = Self::make(site, head, body, outer.reception.clone(), depth, scope, faults);
        *inner.context.borrow_mut() = Some(context);
        inner
    }

    fn make(
        site: &Site,
        head: Head,
        body: BodySource,
        reception: Rc<Reception>,
        depth: u32,
        scope: Rc<OnceCell<Scope>>,
        faults: Rc<RefCell<Faults>>,
    ) -> Rc<Self> {
        let Head { method, mut url, headers, client } = head;
        let query = url.query().map(ToOwned::to_owned);
        let requested = url.as_str().to_owned();
        let data = DataRequest::from_target(url.path(), url.query())
            .map(|data| (data.path, data.query.map(std::borrow::Cow::into_owned), data.invalidated));
        let is_data = data.is_some();
        let mut invalidated = None;
        if let Some((path, query, nodes)) = data {
            url.set_path(&path);
            url.set_query(query.as_deref());
            invalidated = nodes;
        }
        let cookie = headers.iter().filter(|(name, _)| name == "cookie").map(|(_, value)| value.as_str());
        let cookie = cookie.collect::<Vec<_>>().join("; ");
        let dev = site.blueprint.config.dev;
        let jar = Jar::new(Some(&cookie), &url, dev);
        Rc::new(Exchange {
            method,
            replaced: OnceCell::new(),
            requested,
            url,
            id: OnceCell::new(),
            query,
            headers,
            client,
            is_data,
            invalidated,
            depth,
            dev,
            base: site.blueprint.manifest.base.clone(),
            url_was_read: Cell::new(false),
            body: RefCell::new(body),
            reception,
            form: Rc::default(),
            abort: RefCell::new(None),
            request: RefCell::new(None),
            route: RefCell::new(None),
            found: RefCell::new(None),
            loads: RefCell::new(None),
            cookies: RefCell::new(jar),
            set_headers: RefCell::new(Vec::new()),
            fetched: RefCell::new(String::new()),
            sealed: Cell::new(false),
            scope,
            context: RefCell::new(None),
            failing: Cell::new(false),
            faults,
        })
    }

    /// Tells who operates or develops the app of an unknown error (F-97): in the log unless a hook has taken care of
    /// that, and in development in the browser.
    pub(crate) fn tell(&self, site: &Site, report: &ErrorReport, is_logged: bool) {
        let request = format!("{} {}", self.method(), self.path());
        let Some(faults) = &site.blueprint.config.dev_faults else {
            if !is_logged {
                tracing::error!(target: "formwork::user", "{request}: {report}");
            }
            return;
        };
        let event = (faults.report)(&report.to_string(), (!is_logged).then_some(&request));
        match &mut *self.faults.borrow_mut() {
            Some(waiting) => waiting.push(event),
            None => faults.announce(vec![event]),
        }
    }

    /// The errors so far; later ones are announced at once.
    pub(crate) fn take_faults(&self) -> Vec<DevEvent> {
        self.faults.borrow_mut().take().unwrap_or_default()
    }

    /// Sets the limits of the action or endpoint that will read the body.
    pub(crate) fn limit(&self, limits: &Limits) {
        // What user code sends to its own app did not come from the network, and the outer body has its limit.
        if let Some(max) = limits.max_body.filter(|_| self.depth == 0) {
            self.reception.max.set(max);
        }
        let form = &self.form.limits;
        form.set(limits.of_form(form.get()));
    }

    /// Whether uploads of this request went to disk.
    pub(crate) fn has_spooled(&self) -> bool {
        self.form.spooled.get()
    }

    /// Time for which the client kept this request waiting for its body.
    pub(crate) fn waited_for_body(&self) -> Duration {
        self.reception.waited()
    }

    /// The URL that user code sees.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// Its path, still encoded.
    pub(crate) fn path(&self) -> &str {
        self.url.path()
    }

    /// The method.
    pub(crate) fn method(&self) -> &str {
        self.replaced.get().map_or(&self.method, |(method, _)| method)
    }

    /// A request header; lines of one name are one value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.replaced.get().map_or(&self.headers, |(_, headers)| headers);
        headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn set_route(&self, route: &Rc<Route>) {
        let _ = self.id.set(route.id.clone());
        *self.route.borrow_mut() = Some(route.clone());
    }

    /// The path is known in the form that the route wants: cookies can be given paths relative to it (S-85).
    pub(crate) fn settle_path(&self, path: &str) {
        if let Err(error) = self.cookies.borrow_mut().set_path(path) {
            tracing::error!(target: "formwork::user", "{} {}: {error}", self.method(), self.path());
        }
    }

    pub(crate) fn set_found(&self, found: Found) {
        *self.found.borrow_mut() = Some(found);
    }

    pub(crate) fn found(&self) -> Found {
        self.found.borrow().clone().unwrap_or(Found::Nothing)
    }

    pub(crate) fn has_page(&self) -> bool {
        self.route.borrow().as_ref().is_some_and(|route| route.page.is_some())
    }

    pub(crate) fn set_loads(&self, loads: Option<Rc<LoadPass>>) {
        *self.loads.borrow_mut() = loads;
    }

    pub(crate) fn loads(&self) -> Option<Rc<LoadPass>> {
        self.loads.borrow().clone()
    }

    /// The responses of universal loads, as elements for the document (C-145).
    pub(crate) fn take_fetched(&self) -> String {
        self.fetched.take()
    }

    /// Nothing can be put on the answer any more (S-99).
    pub(crate) fn seal(&self) {
        self.sealed.set(true);
        self.cookies.borrow_mut().close();
    }

    /// Aborts `request.signal`.
    pub(crate) fn abort(&self, site: &Site) {
        if let Some(abort) = self.take_abort() {
            site.isolate.enter(|ctx| {
                if abort.abort(ctx).is_err() {
                    ctx.catch();
                }
            });
        }
    }

    /// What aborts `request.signal`, for a body that is still being made when the exchange is closed.
    pub(crate) fn take_abort(&self) -> Option<AbortHandle> {
        self.abort.borrow_mut().take()
    }

    /// What belongs to this request on its way to other servers.
    fn scope(&self, site: &Site) -> Scope {
        self.scope.get_or_init(|| Scope::new(&site.isolate)).clone()
    }

    /// Nobody waits for this request any more: neither does it for other servers.
    pub(crate) fn give_up(&self, site: &Site) {
        self.scope(site).end();
        self.abort(site);
    }

    /// From here on the page for an error is made (F-96).
    pub(crate) fn fail(&self) {
        self.failing.set(true);
    }

    pub(crate) fn is_failing(&self) -> bool {
        self.failing.get()
    }

    pub(crate) fn route_id(&self) -> Option<String> {
        self.id.get().cloned()
    }

    /// The request is over; lets go of everything that came from user code.
    pub(crate) fn close(&self) {
        self.seal();
        self.set_loads(None);
        *self.abort.borrow_mut() = None;
        *self.request.borrow_mut() = None;
        *self.context.borrow_mut() = None;
        *self.route.borrow_mut() = None;
        *self.found.borrow_mut() = None;
        *self.body.borrow_mut() = BodySource::Empty;
    }

    /// `setHeaders` for one header (S-103). The error is for the developer.
    pub(crate) fn set_header(&self, name: &str, value: &str) -> Result<(), String> {
        let name = name.to_ascii_lowercase();
        if name == "set-cookie" {
            return Err("Use `event.cookies.set(name, value, options)` instead of `setHeaders` for cookies"
                .to_owned());
        }
        let mut headers = self.set_headers.borrow_mut();
        match headers.iter_mut().find(|(key, _)| *key == name) {
            Some((_, before)) if name == "server-timing" => {
                before.push_str(", ");
                before.push_str(value);
            }
            Some(_) => return Err(format!("The header `{name}` is already set")),
            None => {
                if self.dev
                    && let Some(problem) = suspicious(&name, value)
                {
                    tracing::warn!(target: "formwork::user", "setHeaders: {problem}");
                }
                headers.push((name, value.to_owned()));
            }
        }
        Ok(())
    }

    /// Puts the values of `setHeaders` on an answer. `Err` says why one cannot be written (S-103).
    pub(crate) fn put_headers(&self, mut reply: Reply) -> Result<Reply, String> {
        for (name, value) in self.set_headers.borrow().iter() {
            crate::reply::to_http(name, value).map_err(|problem| format!("setHeaders: {problem}"))?;
            reply.headers.retain(|(key, _)| key != name);
            reply.headers.push((name.clone(), value.clone()));
        }
        Ok(reply)
    }

    /// Appends the pending cookies to an answer (S-95). `Err` says why one cannot be written (S-93).
    pub(crate) fn put_cookies(&self, mut reply: Reply) -> Result<Reply, String> {
        let lines = self.cookies.borrow().headers().map_err(|error| error.to_string())?;
        reply.headers.extend(lines.into_iter().map(|line| ("set-cookie".to_owned(), line)));
        Ok(reply)
    }

    /// The Cookie header of an internal request (S-96).
    pub(crate) fn cookie_header(&self, url: &Url, own: Option<&str>) -> String {
        self.cookies.borrow().header_for(url, own)
    }

    /// Takes over a Set-Cookie of an internal response (S-97).
    pub(crate) fn adopt_cookie(&self, line: &str, path: &str) {
        self.cookies.borrow_mut().adopt(line, path);
    }

    /// The object user code knows as its exchange.
    pub(crate) fn native<'js>(
        x: &Rc<Exchange>,
        site: &Rc<Site>,
        ctx: &Ctx<'js>,
    ) -> rquickjs::Result<Value<'js>> {
        let native = NativeExchange { x: x.clone(), site: Rc::downgrade(site) };
        Ok(Class::instance(ctx.clone(), native)?.into_value())
    }
}

/// What looks wrong with a header that an app sets, for development (S-104).
fn suspicious(name: &str, value: &str) -> Option<String> {
    const DIRECTIVES: [&str; 14] = [
        "immutable",
        "max-age",
        "max-stale",
        "min-fresh",
        "must-revalidate",
        "must-understand",
        "no-cache",
        "no-store",
        "no-transform",
        "only-if-cached",
        "private",
        "proxy-revalidate",
        "public",
        "s-maxage",
    ];
    const EXTENSIONS: [&str; 2] = ["stale-if-error", "stale-while-revalidate"];
    match name {
        "cache-control" => value.split(',').find_map(|directive| {
            let name = directive.trim().split('=').next().unwrap_or_default().to_ascii_lowercase();
            let known = DIRECTIVES.contains(&name.as_str()) || EXTENSIONS.contains(&name.as_str());
            (!known).then(|| format!("cache-control has no directive {name:?} (in {value:?})"))
        }),
        "content-type" => {
            let essence = value.split(';').next().unwrap_or_default().trim();
            let well_formed = essence
                .split_once('/')
                .is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty() && !sub.contains('/'));
            (!well_formed).then(|| format!("{value:?} is no content-type"))
        }
        _ => None,
    }
}

/// The exchange as js/glue.js sees it.
#[derive(Trace, JsLifetime)]
#[rquickjs::class(rename = "Exchange")]
pub(crate) struct NativeExchange {
    #[qjs(skip_trace)]
    x: Rc<Exchange>,
    // Weak: the site keeps values of the isolate, and this object is one of them.
    #[qjs(skip_trace)]
    site: Weak<Site>,
}

impl NativeExchange {
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
