//! What a development server adds for the browser: its script, and a stream of build events.
//!
//! Both live under `/_formwork/` and exist only when a development script is configured. The stream
//! refuses pages of other origins.

use std::sync::Arc;

use http::HeaderMap;
use tokio::sync::broadcast;

use crate::app::{AppSlot, Slot};
use crate::reply::{self, Answer, ReplyBody};

/// News for the browsers that show the app.
#[derive(Debug, Clone)]
pub enum DevEvent {
    /// A build is ready: load the page again.
    Reload,
    /// A build is ready: take these changes, as the development script understands them.
    Update(serde_json::Value),
    /// A build failed.
    Error {
        /// The diagnostics as text.
        text: String,
        /// The overlay's inner HTML.
        html: String,
    },
}

impl DevEvent {
    fn message(&self) -> String {
        let data = match self {
            DevEvent::Reload => serde_json::json!({ "type": "reload" }),
            DevEvent::Update(changes) => {
                let mut data = changes.clone();
                if let Some(data) = data.as_object_mut() {
                    data.insert("type".to_owned(), "update".into());
                }
                data
            }
            DevEvent::Error { text, html } => {
                serde_json::json!({ "type": "error", "text": text, "html": html })
            }
        };
        format!("data: {data}\n\n")
    }
}

/// Makes of an error, as message and mapped stack, what a browser shows. Gets the request as well if nobody has written
/// the error to the log.
pub type FaultReport = dyn Fn(&str, Option<&str>) -> DevEvent + Send + Sync;

/// What a development server does with errors of user code (F-97).
#[derive(Clone)]
pub struct DevFaults {
    /// How an error is told.
    pub report: Arc<FaultReport>,
    /// Where errors are announced whose request was not for a document.
    pub events: broadcast::Sender<DevEvent>,
}

impl std::fmt::Debug for DevFaults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DevFaults").finish_non_exhaustive()
    }
}

impl DevFaults {
    pub(crate) fn announce(&self, events: Vec<DevEvent>) {
        for event in events {
            // There is no receiver when no page is open.
            let _ = self.events.send(event);
        }
    }

    /// The answer to a request in which these happened: a document brings the first report along, because it is not
    /// listening yet.
    pub(crate) fn attach(&self, answer: Answer, mut events: Vec<DevEvent>, build: u64) -> Answer {
        let is_document = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        let ReplyBody::Bytes(body) = &answer.body else {
            self.announce(events);
            return answer;
        };
        let html = match events.first() {
            Some(DevEvent::Error { html, .. }) if is_document => html.clone(),
            _ => {
                self.announce(events);
                return answer;
            }
        };
        self.announce(events.split_off(1));
        let mut text = body.to_vec();
        if !String::from_utf8_lossy(body).contains("/_formwork/dev.js") {
            let script = format!("\n<script type=\"module\" src=\"/_formwork/dev.js?{build}\"></script>");
            text.extend_from_slice(script.as_bytes());
        }
        text.extend_from_slice(format!("\n<template id=\"formwork-report\">{html}</template>\n").as_bytes());
        let mut answer = Answer { body: ReplyBody::Bytes(text.into()), ..answer };
        answer.headers.retain(|(name, _)| name != "etag");
        answer.measured()
    }
}

/// Answers requests for the development server's own paths.
pub(crate) fn respond(slot: &AppSlot, path: &str, headers: &HeaderMap) -> Option<Answer> {
    let rest = path.strip_prefix("/_formwork/")?;
    let script = slot.dev().script.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()?;
    match rest {
        "dev.js" => Some(
            Answer::text(200, script)
                .with("content-type", "text/javascript")
                .with("cache-control", "no-store"),
        ),
        "events" if is_foreign(headers) => Some(Answer::text(403, "Forbidden")),
        "events" => Some(events(slot)),
        _ => None,
    }
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
        _ => text("sec-fetch-site") == Some("cross-site"),
    }
}

fn events(slot: &AppSlot) -> Answer {
    let mut news = slot.dev().events.subscribe();
    let closing = slot.closing();
    // Who compares this with its document's number cannot miss a build that came between the two.
    let hello = match slot.current() {
        Slot::App(app) => {
            format!("data: {}\n\n", serde_json::json!({ "type": "hello", "build": app.config.dev_build }))
        }
        Slot::Failed(_) => String::new(),
    };
    let (sender, body) = reply::pieces(16);
    tokio::spawn(async move {
        if sender.send(format!(": listening\n\n{hello}")).await.is_err() {
            return;
        }
        loop {
            let event = tokio::select! {
                event = news.recv() => event,
                () = sender.unread() => return,
                // An open stream must not keep the server from stopping.
                () = closing.cancelled() => return sender.end().await,
            };
            let message = match event {
                Ok(event) => event.message(),
                Err(broadcast::error::RecvError::Lagged(_)) => DevEvent::Reload.message(),
                Err(broadcast::error::RecvError::Closed) => return sender.end().await,
            };
            if sender.send(message).await.is_err() {
                return;
            }
        }
    });
    let reply = Answer { status: 200, headers: Vec::new(), body: ReplyBody::Stream(body) };
    reply.with("content-type", "text/event-stream").with("cache-control", "no-store")
}
