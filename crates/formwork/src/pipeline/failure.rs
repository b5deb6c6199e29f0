//! What can go wrong in a request, and what the client is told of it (S-76…S-82).
//!
//! Everything thrown is a redirect or a [`Failure`]. A failure becomes an [`ErrorObject`] exactly once,
//! through the app's `handleError`; the object's `status` then drives the HTTP status on every path.

use std::borrow::Cow;

use formwork_engine::rquickjs::{self, Array, Value};
use formwork_engine::{ErrorClass, Fault, Handle, HostError};

use formwork_wire::redirect::Status;

use super::Call;

/// Thrown by user code, or raised by the framework in its place.
#[derive(Debug, Clone)]
pub(crate) enum Thrown {
    Redirect(Redirect),
    Failure(Failure),
}

/// `redirect(status, location)`.
#[derive(Debug, Clone)]
pub(crate) struct Redirect {
    pub(crate) status: Status,
    pub(crate) location: String,
}

/// A failure, by the kinds of S-76.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// `error(status, …)`: its body.
    App { status: u16, body: Handle },
    /// Raised by the framework; `message` is public, `log` is for the developer.
    Framework { status: u16, message: Cow<'static, str>, log: Option<String> },
    /// Anything else that was thrown.
    Unknown(Handle),
    /// An unknown error that the framework found; the text is for the developer.
    Fault(String),
    /// User code used up its CPU time or its memory; nothing more runs in this isolate.
    Interrupted,
}

impl Failure {
    pub(crate) fn framework(status: u16, message: &'static str) -> Self {
        Failure::Framework { status, message: message.into(), log: None }
    }

    pub(crate) fn framework_because(status: u16, message: &'static str, log: impl Into<String>) -> Self {
        Failure::Framework { status, message: message.into(), log: Some(log.into()) }
    }
}

impl From<Failure> for Thrown {
    fn from(failure: Failure) -> Self {
        Thrown::Failure(failure)
    }
}

/// What stands for an error everywhere: in JSON, in pages, in the status line.
#[derive(Debug, Clone)]
pub(crate) struct ErrorObject {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) json: String,
    /// None when no user code can run any more.
    pub(crate) value: Option<Handle>,
}

const REDIRECT: i32 = 0;
const APP: i32 = 1;
const FRAMEWORK: i32 = 2;

impl Call {
    /// What kind of thing a call into user code threw.
    pub(crate) fn thrown(&self, fault: Fault) -> Thrown {
        let value = match fault {
            Fault::Thrown(value) => value,
            Fault::Interrupted => return Failure::Interrupted.into(),
        };
        let site = &self.site;
        let parts = match site.glue.call_now(&site.glue.classify, |ctx, args| args.push_arg(value.get(ctx)?))
        {
            Ok(parts) => parts,
            Err(_) => return Failure::Unknown(value).into(),
        };
        site.isolate.enter(|ctx| {
            let read = || -> rquickjs::Result<Thrown> {
                let parts: Array = parts.get_as(ctx)?;
                Ok(match parts.get::<i32>(0)? {
                    REDIRECT => {
                        let status = parts.get::<Value>(1)?;
                        let status = match status.as_string() {
                            Some(text) => Status::from_text(&text.to_string()?),
                            None => Status::from_number(status.as_number().unwrap_or_default()),
                        };
                        match status {
                            Ok(status) => Thrown::Redirect(Redirect { status, location: parts.get(2)? }),
                            Err(error) => Failure::Fault(error.to_string()).into(),
                        }
                    }
                    APP => Thrown::Failure(Failure::App {
                        status: parts.get(1)?,
                        body: Handle::new(&site.isolate, ctx, parts.get::<Value>(2)?),
                    }),
                    FRAMEWORK => Thrown::Failure(Failure::Framework {
                        status: parts.get(1)?,
                        message: Cow::Owned(parts.get(2)?),
                        log: None,
                    }),
                    _ => Thrown::Failure(Failure::Unknown(Handle::new(
                        &site.isolate,
                        ctx,
                        parts.get::<Value>(1)?,
                    ))),
                })
            };
            read().unwrap_or_else(|_| {
                ctx.catch();
                Failure::Unknown(value.clone()).into()
            })
        })
    }

    /// The error object for a failure: `handleError` over the fallback (S-77…S-80). Logs what nobody else does.
    pub(crate) async fn error_object(&self, failure: &Failure) -> ErrorObject {
        let site = &self.site;
        let (kind, status) = match failure {
            Failure::App { status, .. } => ("app", *status),
            Failure::Framework { status, .. } => ("framework", *status),
            Failure::Unknown(_) | Failure::Fault(_) => ("unknown", 500),
            Failure::Interrupted => {
                tracing::error!(
                    target: "formwork::user",
                    "{} {}: user code was stopped: it has used up its CPU time, or the memory",
                    self.x.method(),
                    self.x.path()
                );
                return ErrorObject::plain(503, "Service Unavailable");
            }
        };
        if let Failure::Framework { log: Some(log), .. } = failure {
            let (method, path) = (&self.x.method(), self.x.path());
            // Who develops wants to know at once; in production anybody can cause these (S-39, S-190).
            if self.x.dev {
                tracing::warn!(target: "formwork::request", "{status} {method} {path}: {log}");
            } else {
                tracing::debug!(target: "formwork::request", "{status} {method} {path}: {log}");
            }
        }
        let hook = site.hooks.handle_error.as_ref();
        let prepared = site.isolate.enter(|ctx| {
            let prepare = || -> rquickjs::Result<(Handle, Handle)> {
                let fallback = |status: u16, message: &str| -> rquickjs::Result<Handle> {
                    let object = rquickjs::Object::new(ctx.clone())?;
                    object.set("status", status)?;
                    object.set("message", message)?;
                    Ok(Handle::new(&site.isolate, ctx, object.into_value()))
                };
                Ok(match failure {
                    Failure::App { body, .. } => (body.clone(), body.clone()),
                    Failure::Framework { status, message, .. } => {
                        let error = fallback(*status, message)?;
                        (error.clone(), error)
                    }
                    Failure::Unknown(value) => (value.clone(), fallback(500, "Internal Error")?),
                    Failure::Fault(text) => {
                        let error = HostError::new(ErrorClass::Error, text.as_str()).into_value(ctx);
                        (Handle::new(&site.isolate, ctx, error), fallback(500, "Internal Error")?)
                    }
                    Failure::Interrupted => return Err(rquickjs::Error::Unknown),
                })
            };
            prepare().ok()
        });
        let Some((error, fallback)) = prepared else { return ErrorObject::plain(500, "Internal Error") };
        if kind == "unknown" && (hook.is_none() || self.x.dev) {
            self.log_unknown(&error, hook.is_some());
        }
        let answer = site
            .glue
            .call(&site.glue.to_error_object, |ctx, args| {
                match hook {
                    Some(hook) => args.push_arg(hook.get(ctx)?)?,
                    None => args.push_arg(Value::new_null(ctx.clone()))?,
                }
                args.push_arg(self.event.get(ctx)?)?;
                args.push_arg(kind)?;
                args.push_arg(error.get(ctx)?)?;
                args.push_arg(fallback.get(ctx)?)
            })
            .await;
        // The object cannot be written as JSON.
        let Ok(answer) = answer else { return self.plain_error(500, "Internal Error") };
        let error = site.isolate.enter(|ctx| {
            let read = || -> rquickjs::Result<ErrorObject> {
                let parts: Array = answer.get_as(ctx)?;
                let object: rquickjs::Object = parts.get(0)?;
                let failed: Option<Array> = parts.get(3)?;
                if let Some(reason) = failed {
                    let report = site.isolate.describe(ctx, reason.get(0)?);
                    tracing::error!(target: "formwork::user", "The handleError hook itself failed: {report}");
                    self.log_unknown_in(ctx, error.get(ctx)?, false);
                }
                let status: f64 = parts.get(2)?;
                let message: String = parts.get(4)?;
                Ok(ErrorObject {
                    status: sendable_status(status),
                    message,
                    json: parts.get(1)?,
                    value: Some(Handle::new(&site.isolate, ctx, object.into_value())),
                })
            };
            read().map_err(|_| ctx.catch()).ok()
        });
        error.unwrap_or_else(|| self.plain_error(500, "Internal Error"))
    }

    /// An error object that no hook has seen, also for components.
    fn plain_error(&self, status: u16, message: &str) -> ErrorObject {
        let plain = ErrorObject::plain(status, message);
        let isolate = &self.site.isolate;
        let value = isolate.enter(|ctx| {
            let parsed = ctx.json_parse(plain.json.clone());
            parsed.map(|value| Handle::new(isolate, ctx, value)).map_err(|_| ctx.catch()).ok()
        });
        ErrorObject { value, ..plain }
    }

    fn log_unknown(&self, error: &Handle, is_logged: bool) {
        self.site.isolate.enter(|ctx| {
            if let Ok(value) = error.get(ctx) {
                self.log_unknown_in(ctx, value, is_logged);
            }
        });
    }

    fn log_unknown_in<'js>(&self, ctx: &rquickjs::Ctx<'js>, value: Value<'js>, is_logged: bool) {
        let report = self.site.isolate.describe(ctx, value);
        self.x.tell(&self.site, &report, is_logged);
    }
}

/// A status that HTTP can carry for an error; anything else is 500.
pub(crate) fn sendable_status(status: f64) -> u16 {
    formwork_wire::action_result::can_carry_body(status.trunc()).unwrap_or(500)
}

impl ErrorObject {
    /// An error object that no hook has seen.
    pub(crate) fn plain(status: u16, message: &str) -> Self {
        let json = serde_json::json!({ "status": status, "message": message }).to_string();
        ErrorObject { status, message: message.to_owned(), json, value: None }
    }
}
