//! Running a page's action: the checks before it (S-33…S-40) and what it gave (S-42).
//!
//! Everything that can be decided from the request's head is, before user code runs.

use formwork_engine::rquickjs::{self, Array, Coerced, Value};
use formwork_engine::{Fault, Handle};
use formwork_wire::action::{self, Requested};
use formwork_wire::manifest::Page;
use formwork_wire::{accept, action_result, media_type};

use super::encode;
use super::failure::{ErrorObject, Failure, Redirect, Thrown};
use super::{Call, Reply, fatal, page};
use crate::exchange::Exchange;
use crate::limits::Limits;
use crate::router::Route;
use crate::site::Actions;

/// What an action led to.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It returned; the value may be undefined.
    Success(Handle),
    /// It returned `fail(status, data)`. The status is unchecked (S-47).
    Failure { status: f64, data: Handle },
    /// It threw, or never ran.
    Thrown(Thrown),
}

/// Whether a POST to a page is answered with a JSON action result (S-21).
pub(crate) fn is_json(x: &Exchange) -> bool {
    x.method() == "POST" && accept::wants_json(x.header("accept"))
}

/// Checks the request and runs the action it names.
pub(crate) async fn run(call: &Call, route: &Route) -> Outcome {
    match find(call, route) {
        Ok(action) => match call_action(call, &action).await {
            Ok(outcome) => outcome,
            Err(fault) => Outcome::Thrown(call.thrown(fault)),
        },
        Err(failure) => Outcome::Thrown(failure.into()),
    }
}

/// The action function, or the first check that fails (S-33…S-37).
fn find(call: &Call, route: &Route) -> Result<Handle, Failure> {
    let site = &call.site;
    let leaf = route.page.as_ref().and_then(|page| site.nodes.get(page.leaf));
    let actions = leaf.and_then(|leaf| leaf.server.as_ref()).and_then(|server| server.actions.as_ref());
    let Some(actions) = actions else {
        // Through the same door as setHeaders, so that a later attempt to set it fails (S-40).
        let _ = call.x.set_header("allow", "GET");
        let page = if call.x.dev { format!("the page at {}", route.id) } else { "this page".to_owned() };
        return Err(Failure::framework_because(
            405,
            "Method Not Allowed",
            format!("POST is not possible: {page} has no form actions"),
        ));
    };
    let requested = Requested::from_query(call.x.query.as_deref().unwrap_or_default());
    let asked = |fault: Fault| match fault {
        Fault::Thrown(value) => Failure::Unknown(value),
        Fault::Interrupted => Failure::Interrupted,
    };
    if actions_are_mixed(call, actions).map_err(asked)? {
        return Err(Failure::Fault(format!(
            "{}: a `default` action cannot be combined with named actions. Give it a name and use it in the \
             form's action attribute",
            route.id
        )));
    }
    if requested == Requested::Reserved {
        return Err(Failure::Fault(format!(
            "{}: `default` is a reserved action name; post to the page without `?/default`",
            route.id
        )));
    }
    let name = requested.name();
    let found = site.glue.call_now(&site.glue.find_action, |ctx, args| {
        args.push_arg(actions.object.get(ctx)?)?;
        args.push_arg(name)
    });
    let found = found.map_err(asked)?;
    let action = site.isolate.enter(|ctx| {
        let action = found.get_as::<Option<Array>>(ctx).ok().flatten()?.get::<Value>(0).ok()?;
        Some(Handle::new(&site.isolate, ctx, action))
    });
    let Some(action) = action else {
        return Err(Failure::framework_because(
            404,
            "Not Found",
            format!("{} has no action `{name}`", route.id),
        ));
    };
    let content_type = call.x.header("content-type");
    // Nothing here decodes a body, and nobody may be left to believe that a limit was checked.
    if let Some(coding) = call.x.header("content-encoding").filter(|coding| !is_identity(coding)) {
        return Err(Failure::framework_because(
            415,
            "Unsupported Media Type",
            format!("The body is encoded ({coding}); forms are taken as they are"),
        ));
    }
    if media_type::form_type(content_type).is_none() {
        return Err(Failure::framework_because(
            415,
            "Unsupported Media Type",
            format!(
                "Form actions take form data; the content type was {:?}",
                content_type.unwrap_or_default()
            ),
        ));
    }
    call.x.limit(&limits(call, route, name));
    Ok(action)
}

/// A default action stands beside named ones (S-3).
fn actions_are_mixed(call: &Call, actions: &Actions) -> Result<bool, Fault> {
    let site = &call.site;
    let mixed =
        site.glue.call_now(&site.glue.is_mixed, |ctx, args| args.push_arg(actions.object.get(ctx)?))?;
    Ok(site.isolate.enter(|ctx| mixed.get_as::<bool>(ctx).unwrap_or_default()))
}

fn is_identity(coding: &str) -> bool {
    matches!(coding.trim(), "") || coding.trim().eq_ignore_ascii_case("identity")
}

/// The limits of an action: its own, its page's, those of the layouts around it.
fn limits(call: &Call, route: &Route, name: &str) -> Limits {
    let Some(page) = &route.page else { return Limits::default() };
    let modules = page::branch(&call.site, page).filter_map(|node| node.server.as_ref());
    modules.fold(Limits::default(), |outer, module| {
        let own = module.limits.own.within(outer);
        module.limits.actions.get(name).map_or(own, |action| action.within(own))
    })
}

async fn call_action(call: &Call, action: &Handle) -> Result<Outcome, Fault> {
    let site = &call.site;
    let answer = site
        .glue
        .call(&site.glue.call_action, |ctx, args| {
            args.push_arg(call.native.get(ctx)?)?;
            args.push_arg(call.event.get(ctx)?)?;
            args.push_arg(action.get(ctx)?)
        })
        .await?;
    site.isolate.enter(|ctx| {
        let read = || -> rquickjs::Result<Outcome> {
            let parts: Array = answer.get_as(ctx)?;
            let keep = |at: usize| -> rquickjs::Result<Handle> {
                Ok(Handle::new(&site.isolate, ctx, parts.get::<Value>(at)?))
            };
            Ok(match parts.get::<i32>(0)? {
                0 => Outcome::Success(keep(1)?),
                _ => Outcome::Failure { status: parts.get::<Coerced<f64>>(1)?.0, data: keep(2)? },
            })
        };
        let read = || {
            let outcome = read()?;
            if let Outcome::Failure { status, .. } = &outcome
                && call.x.dev
                && !(400.0..=599.0).contains(status)
            {
                tracing::warn!(target: "formwork::user", "fail({status}, …): a failure has a status from 400 to 599");
            }
            Ok(outcome)
        };
        read().map_err(|error| site.isolate.thrown(ctx, error))
    })
}

/// The failure of S-47.
pub(crate) fn bad_status(status: f64) -> Failure {
    Failure::Fault(format!("fail({status}, …): a response cannot have this status; use one from 400 to 599"))
}

/// Answers the JSON path: runs the action, no loads (S-41…S-46).
pub(crate) async fn respond_json(call: &Call, route: &Route) -> Reply {
    let location = location(call);
    let outcome = run(call, route).await;
    if let Outcome::Thrown(Thrown::Failure(failure @ Failure::Fault(_))) = &outcome
        && route.page.as_ref().is_some_and(|page| is_mixed(call, page))
    {
        // S-43: not an action result.
        let error = call.error_object(failure).await;
        return fatal(call, &error);
    }
    let answer = match outcome {
        Outcome::Success(value) => encode::data(call, &value).await.map(|data| {
            let data = match &data {
                encode::Encoded::Falsy => None,
                encode::Encoded::Text(text) => Some(text.as_str()),
            };
            result(&action_result::Outcome::Success { location: &location, data })
        }),
        Outcome::Failure { status, data } => match action_result::can_carry_body(status) {
            None => Err(bad_status(status)),
            Some(status) => encode::any(call, &data).await.map(|data| {
                result(&action_result::Outcome::Failure { status, location: &location, data: &data })
            }),
        },
        Outcome::Thrown(Thrown::Redirect(redirect)) => return json_redirect(call, &redirect),
        Outcome::Thrown(Thrown::Failure(failure)) => Err(failure),
    };
    let reply = match answer {
        Ok(reply) => reply,
        Err(failure) => {
            let error: ErrorObject = call.error_object(&failure).await;
            let status = error.status;
            result(&action_result::Outcome::Error { status, location: &location, error: &error.json })
        }
    };
    with_version(call, reply)
}

fn result(outcome: &action_result::Outcome<'_>) -> Reply {
    Reply::json(outcome.http_status(), outcome.to_json())
}

/// Whether a page's actions cannot be used, because a default stands beside named ones (S-43, S-54).
pub(crate) fn is_mixed(call: &Call, page: &Page) -> bool {
    let leaf = call.site.nodes.get(page.leaf).and_then(|leaf| leaf.server.as_ref());
    leaf.and_then(|server| server.actions.as_ref())
        .is_some_and(|actions| actions_are_mixed(call, actions).unwrap_or_default())
}

/// Where the result belongs (S-29…S-32): of `event.url` as it is before the action.
fn location(call: &Call) -> String {
    if !call.x.url_was_read.get() {
        return action::location(call.x.path(), call.x.url().query());
    }
    let site = &call.site;
    let current = site.glue.call_now(&site.glue.current_url, |ctx, args| args.push_arg(call.event.get(ctx)?));
    let current = current.ok().and_then(|url| site.isolate.enter(|ctx| url.get_as::<String>(ctx).ok()));
    match current.as_deref().map(url::Url::parse) {
        Some(Ok(url)) => action::location(url.path(), url.query()),
        _ => action::location(call.x.path(), call.x.url().query()),
    }
}

/// The JSON form of a redirect (S-42); also for redirects that `handle` throws (S-60).
pub(crate) fn json_redirect(call: &Call, redirect: &Redirect) -> Reply {
    let outcome = action_result::Outcome::Redirect { status: &redirect.status, location: &redirect.location };
    with_version(call, result(&outcome))
}

/// Adds the app's version (S-41).
pub(crate) fn with_version(call: &Call, reply: Reply) -> Reply {
    reply.with("x-sveltekit-version", call.site.blueprint.manifest.version.clone())
}
