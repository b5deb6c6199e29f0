//! One request and what user code has put on its answer so far.
//!
//! The exchange is plain Rust; user code reaches it through [`NativeExchange`], the object called `x` in
//! js/glue/. It never holds the event itself: the event holds it.

mod native;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use formwork_engine::rquickjs::{self, Class, Ctx, Value};
use formwork_engine::web::FormRules;
use formwork_engine::web::body::BodySource;
use formwork_engine::web::client::Scope;
use formwork_engine::web::request::AbortHandle;
use formwork_engine::{ErrorReport, Handle};
use formwork_wire::cookies::Jar;
use formwork_wire::data_request::DataRequest;
use url::Url;

use self::native::NativeExchange;
use crate::body::{self, Received, Reception};
use crate::dev::DevEvent;
use crate::limits::Limits;
use crate::pipeline::LoadPass;
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
        let native = NativeExchange::new(x, site);
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
