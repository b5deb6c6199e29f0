//! The JavaScript halves of the web APIs, by name.

use rquickjs::context::EvalOptions;
use rquickjs::{Ctx, Exception, Function};

/// Each is one function expression that takes the natives and returns what it defines.
const SCRIPTS: &[(&str, &str)] = &[
    ("blob", include_str!("../../js/blob.js")),
    ("boot", include_str!("../../js/boot.js")),
    ("buffer", include_str!("../../js/buffer.js")),
    ("clone", include_str!("../../js/clone.js")),
    ("compression", include_str!("../../js/compression.js")),
    ("console", include_str!("../../js/console.js")),
    ("context", include_str!("../../js/context.js")),
    ("crypto", include_str!("../../js/crypto.js")),
    ("encoding", include_str!("../../js/encoding.js")),
    ("events", include_str!("../../js/events.js")),
    ("fetch", include_str!("../../js/fetch.js")),
    ("form", include_str!("../../js/form.js")),
    ("headers", include_str!("../../js/headers.js")),
    ("inspect", include_str!("../../js/inspect.js")),
    ("intl", include_str!("../../js/intl.js")),
    ("keys", include_str!("../../js/keys.js")),
    ("messages", include_str!("../../js/messages.js")),
    ("mime", include_str!("../../js/mime.js")),
    ("process", include_str!("../../js/process.js")),
    ("streams", include_str!("../../js/streams.js")),
    ("timers", include_str!("../../js/timers.js")),
    ("transform", include_str!("../../js/transform.js")),
    ("url", include_str!("../../js/url.js")),
    ("writable", include_str!("../../js/writable.js")),
];

/// Evaluates the script `name` and gives its function.
pub(crate) fn evaluate<'js>(ctx: Ctx<'js>, name: String) -> rquickjs::Result<Function<'js>> {
    let Some((_, source)) = SCRIPTS.iter().find(|(known, _)| *known == name) else {
        return Err(Exception::throw_internal(&ctx, &format!("There is no script {name:?}")));
    };
    let mut options = EvalOptions::default();
    options.filename = Some(format!("formwork:web/{name}"));
    ctx.eval_with_options(*source, options)
}
