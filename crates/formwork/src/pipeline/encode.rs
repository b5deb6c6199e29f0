//! Values of user code as devalue text, for action results, data and documents (S-46, S-144…S-167).

use std::rc::Rc;

use formwork_engine::devalue::{self, Defer, EncodeFault};
use formwork_engine::{Fault, Handle};

use super::Call;
use super::deferred::Deferred;
use super::failure::{Failure, Thrown};
use super::load::NodeData;
use crate::site::NodeModules;

/// The value of a successful action.
#[derive(Debug)]
pub(crate) enum Encoded {
    /// It was falsy: the result has no data (S-42).
    Falsy,
    /// devalue text.
    Text(String),
}

/// Encodes what an action returned; falsy values have no text (S-42).
pub(crate) async fn data(call: &Call, value: &Handle) -> Result<Encoded, Failure> {
    let falsy = call.site.isolate.enter(|ctx| value.get(ctx).map_or(true, |value| devalue::is_falsy(&value)));
    if falsy {
        return Ok(Encoded::Falsy);
    }
    any(call, value).await.map(Encoded::Text)
}

/// Encodes what an action returned, whatever it is.
pub(crate) async fn any(call: &Call, value: &Handle) -> Result<String, Failure> {
    let route = call.x.route_id().unwrap_or_default();
    let response = call.site.isolate.enter(|ctx| {
        value.get(ctx).is_ok_and(|value| formwork_engine::web::response::is_response(ctx, &value))
    });
    if response {
        return Err(Failure::Fault(format!(
            "The action of {route} returned a Response. Return a plain object, or `fail(…)` for a failure"
        )));
    }
    encode(call, value, "data", None).map_err(|problem| match problem {
        Problem::Unencodable(text) => {
            Failure::Fault(format!("The value returned from an action of {route} cannot be sent: {text}"))
        }
        Problem::Thrown(failure) => failure,
    })
}

/// Encodes a value; `root` begins the path in the message of a failure.
///
/// Promises in it are left to `deferred`; without it they cannot be encoded.
pub(crate) async fn value(
    call: &Call,
    value: &Handle,
    root: &str,
    deferred: Option<&Deferred>,
) -> Result<String, Failure> {
    encode(call, value, root, deferred).map_err(|problem| match problem {
        Problem::Unencodable(text) => {
            let id = call.x.route_id().unwrap_or_default();
            Failure::Fault(format!("Data of {id} cannot be sent to the browser: {text}"))
        }
        Problem::Thrown(failure) => failure,
    })
}

/// The `data` of a document: for each node null, or what its server load gave (S-136).
pub(crate) async fn node_data(
    call: &Call,
    nodes: &[(usize, Rc<NodeModules>)],
    data: &[NodeData],
    deferred: &Deferred,
) -> Result<String, Failure> {
    let site = &call.site;
    let list = site.isolate.enter(|ctx| {
        let build = || -> formwork_engine::rquickjs::Result<Handle> {
            let list = formwork_engine::rquickjs::Array::new(ctx.clone())?;
            for (at, (_, node)) in nodes.iter().enumerate() {
                let server = data.get(at).and_then(|data| data.server.as_ref());
                let Some(server) = server else {
                    list.set(at, formwork_engine::rquickjs::Value::new_null(ctx.clone()))?;
                    continue;
                };
                let entry = formwork_engine::rquickjs::Object::new(ctx.clone())?;
                entry.set("data", server.data.get(ctx)?)?;
                let mut uses = String::new();
                server.uses.push_json(&mut uses);
                entry.set("uses", ctx.json_parse(uses)?)?;
                if let Some(slash) = node.server.as_ref().and_then(|server| server.options.trailing_slash) {
                    entry.set("slash", slash.as_str())?;
                }
                list.set(at, entry)?;
            }
            Ok(Handle::new(&site.isolate, ctx, list.into_value()))
        };
        build().map_err(|error| site.isolate.thrown(ctx, error))
    });
    let list = list.map_err(|fault| failure(call, fault))?;
    value(call, &list, NODES, Some(deferred)).await
}

/// The root of a document's list of nodes. Whoever reads a message knows the data of one load only (F-54): the place
/// in the list is left out.
const NODES: &str = "data of nodes";

fn place(root: &str, path: &str) -> String {
    match path.split_once("].data").filter(|(node, _)| root == NODES && node.starts_with('[')) {
        Some((_, rest)) => format!("data{rest}"),
        None => format!("{root}{path}"),
    }
}

enum Problem {
    Unencodable(String),
    Thrown(Failure),
}

fn encode(call: &Call, value: &Handle, root: &str, deferred: Option<&Deferred>) -> Result<String, Problem> {
    let site = &call.site;
    let reducers: Vec<(&str, &Handle)> =
        site.hooks.transport.iter().map(|custom| (custom.name.as_str(), &custom.encode)).collect();
    let encoded = site.isolate.enter(|ctx| {
        let value = value.get(ctx).map_err(EncodeFault::Thrown);
        value
            .and_then(|value| {
                devalue::encode(ctx, &value, &reducers, deferred.map(|deferred| deferred as &dyn Defer))
            })
            .map_err(|fault| match fault {
                EncodeFault::Unencodable { reason, path } => {
                    Err(format!("{reason} ({})", place(root, &path)))
                }
                EncodeFault::Thrown(error) => Ok(site.isolate.thrown(ctx, error)),
            })
    });
    encoded.map_err(|problem| match problem {
        Err(text) => Problem::Unencodable(text),
        Ok(fault) => Problem::Thrown(failure(call, fault)),
    })
}

fn failure(call: &Call, fault: Fault) -> Failure {
    match call.thrown(fault) {
        Thrown::Failure(failure) => failure,
        Thrown::Redirect(_) => Failure::Fault("redirect(…) was called while data was being sent".to_owned()),
    }
}
