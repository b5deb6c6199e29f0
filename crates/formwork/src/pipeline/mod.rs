//! From a request to an answer, in the order of S-8.
//!
//! What only needs the request's head (CSRF, reserved names, static files) was decided before a job got
//! here, see `admission`. Then: `reroute`, route, trailing slash, `handle`, and inside its `resolve` the
//! endpoint, the page with its action and loads, or the data request. `setHeaders` values and cookies
//! are put on the answer before `resolve` settles, so that `handle` sees it whole.

mod action;
mod data;
mod deferred;
mod encode;
mod endpoint;
mod failure;
mod fetch;
mod load;
mod page;
mod render;
mod resolve;

use std::borrow::Cow;
use std::rc::Rc;
use std::time::{Duration, Instant};

use formwork_engine::rquickjs::{self, Object};
use formwork_engine::web::response::{self, OutgoingResponse};
use formwork_engine::{Fault, Handle, HostError, Rejection};
use formwork_wire::manifest::TrailingSlash;
use formwork_wire::route::{decode_path, trailing_slash_redirect, with_trailing_slash};

pub(crate) use deferred::Deferred;
pub(crate) use failure::{ErrorObject, Failure, Redirect, Thrown};
pub(crate) use fetch::{is_ours, is_own, own as fetch_own};
pub(crate) use load::LoadPass;
pub(crate) use resolve::{Options, ReplyResponse, resolve_from_js};

use crate::document;
use crate::exchange::Exchange;
use crate::reply::{Reply, ReplyBody};
use crate::router::{Found, Route};
use crate::service::Job;
use crate::site::Site;

/// Methods a `+server` module may export, in the order `Allow` lists them (S-25).
pub(crate) const ENDPOINT_METHODS: [&str; 8] =
    ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "QUERY"];

/// One request as user code sees it: the exchange, its native face and its event.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) site: Rc<Site>,
    pub(crate) x: Rc<Exchange>,
    pub(crate) native: Handle,
    pub(crate) event: Handle,
}

/// Serves a job from the socket.
pub(crate) async fn serve(site: Rc<Site>, job: Job) {
    let Job { head, body, mut reply } = job;
    let exchange = Exchange::new(&site, head, body);
    let timeout = site.blueprint.config.request_timeout;
    let answer = {
        let respond = respond(&site, &exchange);
        let overdue = overdue(&exchange, timeout);
        tokio::pin!(respond, overdue);
        let mut present = true;
        loop {
            tokio::select! {
                answer = &mut respond => break Some(answer),
                () = &mut overdue => break None,
                // The client went away: user code is told (S-102), and finishes what it began.
                () = reply.closed(), if present => {
                    present = false;
                    exchange.abort(&site);
                }
            }
        }
    };
    let answer = match answer {
        Some(answer) => answer,
        None => {
            exchange.give_up(&site);
            tracing::error!(
                target: "formwork::request",
                "{} {}: no answer within {timeout:?}; the request is given up",
                exchange.method(),
                exchange.path()
            );
            document::static_error(&site.blueprint.template, &ErrorObject::plain(504, "Gateway Timeout"))
        }
    };
    let mut answer = resolve::for_socket(&site, &exchange, answer);
    exchange.close();
    let spooled = exchange.has_spooled();
    if let Some(faults) = &site.blueprint.config.dev_faults {
        answer = faults.attach(answer, exchange.take_faults(), site.blueprint.config.dev_build);
    }
    let _ = reply.send(answer);
    if spooled {
        // Files of the form have space on disk, which the engine knows nothing of.
        site.isolate.collect_garbage();
    }
}

/// Completes when user code took more than `timeout`. The time a client takes to send a body is the body's own
/// matter: a large upload may take longer than an action may.
async fn overdue(x: &Exchange, timeout: Duration) {
    let begun = Instant::now();
    loop {
        let allowed = timeout.saturating_add(x.waited_for_body());
        let left = allowed.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left).await;
    }
}

/// Answers one request, from the socket or from `event.fetch`.
pub(crate) async fn respond(site: &Rc<Site>, x: &Rc<Exchange>) -> Reply {
    let path = match reroute(site, x).await {
        Ok(path) => path,
        Err(reply) => return reply,
    };
    let found = match decode_path(x.path()) {
        Some(_) => site.router.find(site, &path),
        // Whatever `reroute` made of it (S-8).
        None => Found::Malformed,
    };
    let mut settled = Cow::Borrowed(x.path());
    match &found {
        Found::OutsideBase => return Reply::text(404, "Not found"),
        Found::Route(route) => {
            x.set_route(route);
            let rule = slash_rule(site, x, route);
            if x.is_data {
                // Not redirected, but cookies get the paths that the page would give them.
                settled = with_trailing_slash(x.path(), rule);
            } else if let Some(location) = trailing_slash_redirect(x.path(), x.url().query(), rule) {
                return Reply::empty(308).with("location", location).with("x-sveltekit-normalize", "1");
            }
        }
        Found::Nothing | Found::Malformed | Found::Failed(_) => {}
    }
    x.settle_path(&settled);
    let call = match open(site, x) {
        Ok(call) => Rc::new(call),
        Err(_) => {
            return document::static_error(
                &site.blueprint.template,
                &ErrorObject::plain(500, "Internal Error"),
            );
        }
    };
    if let Found::Failed(fault) = &found {
        return unmatched(&call, fault).await;
    }
    let reply = match &site.hooks.handle {
        Some(hook) => through_handle(&call, hook, found).await,
        None => resolve::resolve(&call, &found, &resolve::Options::default()).await,
    };
    x.set_loads(None);
    not_modified(x, reply)
}

/// A matcher failed, so that no route is known: `handle` does not run either (F-30).
async fn unmatched(call: &Call, fault: &Fault) -> Reply {
    let failure = match call.thrown(fault.clone()) {
        Thrown::Failure(failure) => failure,
        Thrown::Redirect(_) => Failure::Fault("A parameter matcher threw a redirect".to_owned()),
    };
    let error = call.error_object(&failure).await;
    fatal(call, &error)
}

fn open(site: &Rc<Site>, x: &Rc<Exchange>) -> Result<Call, Fault> {
    let native = site.isolate.enter(|ctx| {
        Exchange::native(x, site, ctx)
            .map(|native| Handle::new(&site.isolate, ctx, native))
            .map_err(|error| site.isolate.thrown(ctx, error))
    })?;
    let event = site.glue.call_now(&site.glue.create_event, |ctx, args| args.push_arg(native.get(ctx)?))?;
    Ok(Call { site: site.clone(), x: x.clone(), native, event })
}

/// Asks the `reroute` hook for the path to route by (F-123).
async fn reroute(site: &Rc<Site>, x: &Rc<Exchange>) -> Result<String, Reply> {
    let Some(hook) = &site.hooks.reroute else { return Ok(x.path().to_owned()) };
    let answer = async {
        // An event before its route is known, for its `fetch`.
        let early = open(site, x)?;
        let ask = site.glue.call(&site.glue.reroute, |ctx, args| {
            args.push_arg(hook.get(ctx)?)?;
            args.push_arg(early.event.get(ctx)?)?;
            args.push_arg(x.url().as_str())
        });
        ask.await
    };
    let answer = answer.await;
    match answer {
        Ok(path) => Ok(site
            .isolate
            .enter(|ctx| path.get_as::<Option<String>>(ctx).ok().flatten())
            .unwrap_or_else(|| x.path().to_owned())),
        Err(fault) => {
            if let Fault::Thrown(value) = fault {
                site.isolate.enter(|ctx| {
                    if let Ok(value) = value.get(ctx) {
                        tracing::error!(target: "formwork::user", "reroute failed: {}", site.isolate.describe(ctx, value));
                    }
                });
            }
            Err(Reply::text(500, "Internal Server Error"))
        }
    }
}

/// The trailing-slash rule for this request.
fn slash_rule(site: &Site, x: &Exchange, route: &Route) -> TrailingSlash {
    // The base path's own root always ends in a slash (F-143).
    if !x.base.is_empty() && x.path().strip_suffix('/').unwrap_or(x.path()) == x.base {
        TrailingSlash::Always
    } else {
        page::trailing_slash(site, route)
    }
}

/// Runs the `handle` hook around the rest of the pipeline (F-111, S-60…S-62).
async fn through_handle(call: &Rc<Call>, hook: &Handle, found: Found) -> Reply {
    let site = &call.site;
    call.x.set_found(found);
    let answer = site
        .glue
        .call(&site.glue.handle, |ctx, args| {
            args.push_arg(hook.get(ctx)?)?;
            args.push_arg(call.native.get(ctx)?)?;
            args.push_arg(call.event.get(ctx)?)
        })
        .await;
    let thrown = match answer {
        Ok(response) => match call.read_response(&response) {
            Some(reply)
                if call.x.is_data && is_redirect(reply.status) && reply.header("location").is_some() =>
            {
                return data::redirected(call, &reply);
            }
            Some(reply) => return reply,
            None => Failure::Fault("The handle hook must return a Response".to_owned()).into(),
        },
        Err(fault) => call.thrown(fault),
    };
    match thrown {
        Thrown::Redirect(redirect) => {
            let reply = if call.x.is_data {
                data::redirect(call, &redirect)
            } else if call.x.has_page() && action::is_json(&call.x) {
                action::json_redirect(call, &redirect)
            } else {
                redirect_reply(&redirect)
            };
            resolve::with_cookies(call, reply).await
        }
        Thrown::Failure(failure) => {
            let error = call.error_object(&failure).await;
            fatal(call, &error)
        }
    }
}

fn is_redirect(status: u16) -> bool {
    (300..=308).contains(&status)
}

/// A redirect as HTTP (S-50).
fn redirect_reply(redirect: &Redirect) -> Reply {
    Reply::empty(redirect.status.code()).with("location", redirect.location.clone())
}

/// An error that no page can show: JSON for clients that prefer it, else the static document (F-94).
fn fatal(call: &Call, error: &ErrorObject) -> Reply {
    if call.x.is_data || formwork_wire::accept::wants_json_error(call.x.header("accept")) {
        Reply::json(error.status, error.json.clone())
    } else {
        document::static_error(&call.site.blueprint.template, error)
    }
}

/// Answers 304 when the client has this very document (S-11; for GET and HEAD only, S-192).
fn not_modified(x: &Exchange, reply: Reply) -> Reply {
    const KEPT: [&str; 7] =
        ["etag", "cache-control", "content-location", "date", "expires", "vary", "set-cookie"];
    if reply.status != 200 || !(x.method() == "GET" || x.method() == "HEAD") {
        return reply;
    }
    let (Some(etag), Some(known)) = (reply.header("etag"), x.header("if-none-match")) else { return reply };
    if known.strip_prefix("W/").unwrap_or(known) != etag {
        return reply;
    }
    let headers = reply.headers.into_iter().filter(|(name, _)| KEPT.contains(&name.as_str())).collect();
    Reply { status: 304, headers, body: ReplyBody::Empty }
}

/// Data of the nodes above `index` in the load pass of `x`, merged, for `parent()` (F-51).
pub(crate) async fn parent_data(
    site: Rc<Site>,
    x: Rc<Exchange>,
    universal: bool,
    index: usize,
) -> Result<Handle, Rejection> {
    let loads = x.loads();
    let above = match &loads {
        Some(loads) => loads.above(index, universal).await,
        None => Ok(Vec::new()),
    };
    let data = above.map_err(|failure| match &failure.value {
        Some(value) => Rejection::Value(value.clone()),
        None => HostError::framework(503, "Service Unavailable").into(),
    })?;
    let merged = site.glue.call_now(&site.glue.merge, |ctx, args| {
        data.iter().try_for_each(|data| args.push_arg(data.get(ctx)?))
    });
    merged.map_err(|fault| match fault {
        Fault::Thrown(value) => Rejection::Value(value),
        Fault::Interrupted => HostError::framework(503, "Service Unavailable").into(),
    })
}

impl Call {
    /// A JavaScript `Response` as a reply; None if the value is no response.
    fn read_response(&self, response: &Handle) -> Option<Reply> {
        let site = &self.site;
        let outgoing = site.isolate.enter(|ctx| {
            let read = || -> rquickjs::Result<OutgoingResponse> {
                response::from_js(ctx, response.get_as::<Object>(ctx)?)
            };
            read().map_err(|_| ctx.catch()).ok()
        })?;
        Some(resolve::to_reply(outgoing))
    }
}
