//! Data requests: the loads of a page without its document (C-88…C-98, S-19).

use std::rc::Rc;

use formwork_wire::data_response::{self, Node, Uses};
use formwork_wire::manifest::{Page, TrailingSlash};

use super::action::with_version;
use super::deferred::Deferred;
use super::encode;
use super::failure::{Failure, Redirect, Thrown};
use super::load::{LoadPass, Wanted};
use super::{Call, fatal};
use crate::reply::{Reply, ReplyBody};
use crate::router::Route;

/// Answers a data request for a route.
pub(crate) async fn respond(call: &Rc<Call>, route: &Route) -> Reply {
    match &route.page {
        Some(page) => nodes(call, page).await,
        None => with_version(call, Reply::empty(404)),
    }
}

/// A data request for a path without a route: an error, or the root layout's data for its error page (C-96).
pub(crate) async fn nothing(call: &Rc<Call>) -> Reply {
    if call.x.invalidated.as_deref() == Some(&[true]) {
        return nodes(call, &Page { layouts: Vec::new(), errors: Vec::new(), leaf: 0 }).await;
    }
    let error = call.error_object(&Failure::framework(404, "Not Found")).await;
    fatal(call, &error)
}

/// What the response says of one node.
enum Entry {
    Absent,
    Skip,
    Data { text: String, uses: Rc<Uses>, slash: Option<TrailingSlash> },
    Error(String),
}

async fn nodes(call: &Rc<Call>, page: &Page) -> Reply {
    let site = &call.site;
    let indices: Vec<Option<usize>> = page.layouts.iter().copied().chain([Some(page.leaf)]).collect();
    let asked = |at: usize| match &call.x.invalidated {
        Some(nodes) => nodes.get(at).copied().unwrap_or(false),
        None => true,
    };
    // A node that asks for `parent()` needs the ones above it, asked for or not; they run then, and are
    // still reported as skipped (C-97).
    let wanted: Vec<Wanted> = indices
        .iter()
        .enumerate()
        .map(|(at, index)| Wanted {
            node: index.and_then(|index| site.nodes.get(index).cloned()),
            universal: false,
            hydrated: true,
            run: true,
            lazy: !asked(at),
        })
        .collect();
    let pass = LoadPass::start(call, &wanted);
    let deferred = Deferred::new(call);
    let mut entries = Vec::with_capacity(indices.len());
    for (at, wanted) in wanted.iter().enumerate() {
        if wanted.node.is_some() && !asked(at) {
            entries.push(Entry::Skip);
            continue;
        }
        let Some(server) = wanted.node.as_ref().and_then(|node| node.server.as_ref()) else {
            entries.push(Entry::Absent);
            continue;
        };
        let failure = match pass.node(at).await {
            Some(Ok(node)) => {
                let Some(data) = node.server else {
                    entries.push(Entry::Absent);
                    continue;
                };
                match encode::value(call, &data.data, "data", Some(&deferred)).await {
                    Ok(text) => {
                        entries.push(Entry::Data {
                            text,
                            uses: data.uses,
                            slash: server.options.trailing_slash,
                        });
                        continue;
                    }
                    // Not an error of the node that the client could show: nothing of the answer can be used.
                    Err(failure) => {
                        let error = call.error_object(&failure).await;
                        return fatal(call, &error);
                    }
                }
            }
            Some(Err(failed)) => match &failed.thrown {
                Thrown::Redirect(redirect) => return self::redirect(call, redirect),
                Thrown::Failure(failure) => failure.clone(),
            },
            None => continue,
        };
        entries.push(Entry::Error(call.error_object(&failure).await.json));
    }
    let text = data_response::first_line(entries.iter().map(|entry| match entry {
        Entry::Absent => Node::Absent,
        Entry::Skip => Node::Skip,
        Entry::Data { text, uses, slash } => Node::Data { data: text, uses, slash: *slash },
        Entry::Error(error) => Node::Error(error),
    }));
    let reply = if deferred.is_empty() {
        Reply::json(200, text).measured()
    } else {
        match deferred.into_body(text, data_response::chunk_line) {
            Some(stream) => Reply { body: ReplyBody::Script(stream), ..Reply::empty(200) }
                .with("content-type", data_response::STREAM_CONTENT_TYPE),
            None => Reply::empty(500),
        }
    };
    with_version(call, reply).with("cache-control", data_response::CACHE_CONTROL)
}

/// A redirect in answer to a data request (C-94).
pub(crate) fn redirect(call: &Call, redirect: &Redirect) -> Reply {
    redirect_to(call, redirect.status.code(), &redirect.location)
}

/// A redirect that `handle` returned as a response (C-94).
pub(crate) fn redirected(call: &Call, reply: &Reply) -> Reply {
    let mut answer = redirect_to(call, reply.status, reply.header("location").unwrap_or_default());
    let cookies = reply.headers.iter().filter(|(name, _)| name == "set-cookie").cloned();
    answer.headers.extend(cookies);
    answer
}

fn redirect_to(call: &Call, status: u16, location: &str) -> Reply {
    let json = data_response::redirect(status, location);
    with_version(call, Reply::json(200, json)).with("cache-control", data_response::CACHE_CONTROL)
}
