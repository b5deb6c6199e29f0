//! `+server` modules (S-15…S-20, S-25, F-100…F-106).

use std::rc::Rc;

use formwork_wire::accept;

use super::failure::Thrown;
use super::{Call, ENDPOINT_METHODS, Failure, fatal, redirect_reply};
use crate::exchange::Exchange;
use crate::reply::Reply;
use crate::site::Endpoint;

/// Whether the endpoint, not the page beside it, answers this request (S-16…S-18).
pub(crate) fn is_preferred(x: &Exchange, endpoint: &Endpoint) -> bool {
    let method = x.method();
    if !accept::prefers_endpoint(method, x.header("accept"), x.header("x-sveltekit-action")) {
        return false;
    }
    let has = |name: &str| endpoint.handlers.contains_key(name);
    match method {
        "GET" => has("GET") || has("fallback"),
        "HEAD" => has("HEAD") || has("GET") || has("fallback"),
        "POST" => has("POST") || has("fallback"),
        _ => true,
    }
}

/// Calls the handler for the method.
pub(crate) async fn respond(call: &Rc<Call>, endpoint: &Endpoint) -> Reply {
    let method = call.x.method();
    let known = ENDPOINT_METHODS.contains(&method);
    let handler = known.then(|| endpoint.handlers.get(method)).flatten();
    let handler = match (handler, method) {
        (None, "HEAD") => endpoint.handlers.get("GET"),
        (handler, _) => handler,
    };
    let Some(handler) = handler.or_else(|| endpoint.handlers.get("fallback")) else {
        return method_not_allowed(method, endpoint);
    };
    let site = &call.site;
    call.x.limit(&endpoint.limits);
    let answer = site
        .glue
        .call(&site.glue.call_endpoint, |ctx, args| {
            args.push_arg(call.event.get(ctx)?)?;
            args.push_arg(handler.get(ctx)?)
        })
        .await;
    let thrown = match answer {
        Ok(response) => match call.read_response(&response) {
            Some(reply) => return finish(reply),
            None => Failure::Fault("A +server handler must return a Response".to_owned()).into(),
        },
        Err(fault) => call.thrown(fault),
    };
    match thrown {
        Thrown::Redirect(redirect) => redirect_reply(&redirect),
        Thrown::Failure(failure) => {
            let error = call.error_object(&failure).await;
            fatal(call, &error)
        }
    }
}

fn finish(mut reply: Reply) -> Reply {
    let is_events = reply.header("content-type").is_some_and(|kind| kind.starts_with("text/event-stream"));
    if is_events && reply.header("x-accel-buffering").is_none() {
        reply = reply.with("x-accel-buffering", "no");
    }
    reply
}

fn method_not_allowed(method: &str, endpoint: &Endpoint) -> Reply {
    let mut allowed: Vec<&str> =
        ENDPOINT_METHODS.into_iter().filter(|name| endpoint.handlers.contains_key(*name)).collect();
    if allowed.contains(&"GET") && !allowed.contains(&"HEAD") {
        allowed.push("HEAD");
    }
    Reply::text(405, format!("{method} method not allowed")).with("allow", allowed.join(", "))
}
