//! Where `console` writes: the process's own standard streams, line by line, without logging machinery.
//!
//! Formatting is in `js/console.js`, and asks here what stands behind a proxy. A stream that is closed or full loses the text; the server goes on
//!

use std::io::Write;

use rquickjs::prelude::Func;
use rquickjs::{Ctx, Object, Value};

use super::memory::Text;

/// Longest text of one call; the rest is replaced by a count.
const MAX_TEXT: usize = 64 << 10;

fn cut(text: &str) -> (&str, usize) {
    let end = text.floor_char_boundary(MAX_TEXT);
    let (shown, rest) = text.split_at(end);
    (shown, rest.len())
}

fn write(mut stream: impl Write, text: &str) {
    let (shown, missing) = cut(text);
    let mut line = shown.to_owned();
    if missing > 0 {
        line.push_str(&format!("… ({missing} more bytes)\n"));
    }
    let _ = stream.write_all(line.as_bytes());
    let _ = stream.flush();
}

/// The target of a proxy; null if it was revoked, undefined if the value is no proxy.
fn proxy_target<'js>(ctx: Ctx<'js>, value: Value<'js>) -> Value<'js> {
    match value.as_proxy().map(rquickjs::Proxy::target) {
        None => Value::new_undefined(ctx),
        Some(Ok(target)) => target.into_value(),
        Some(Err(_)) => {
            ctx.catch();
            Value::new_null(ctx)
        }
    }
}

/// Natives for `js/console.js`, `js/inspect.js` and `node:process`.
pub(crate) fn register<'js>(native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("proxyTarget", Func::from(proxy_target))?;
    native.set(
        "write",
        // Standard output (1) or error (2); the text has its line end already.
        Func::from(|stream: u8, text: Text| match stream {
            1 => write(std::io::stdout().lock(), &text.0),
            _ => write(std::io::stderr().lock(), &text.0),
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_a_character() {
        let text = "ü".repeat(40_000);
        let (shown, missing) = cut(&text);
        assert_eq!(shown.len() + missing, 80_000);
        assert!(shown.len() <= MAX_TEXT);
        let mut out = Vec::new();
        write(&mut out, &text);
        assert!(String::from_utf8(out).is_ok_and(|line| line.ends_with("… (14464 more bytes)\n")));
    }
}
