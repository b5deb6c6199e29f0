//! `URL`, on the `url` crate, and the natives of `URLSearchParams`.
//!
//! The crate's `quirks` module is the URL standard's API; this file only gives it the surface. The
//! query of a `URL` and its `searchParams` follow each other: JavaScript (`js/url.js`) writes through
//! `urlSetQuery`, and a new query set here is handed to the params object that was given out.

use rquickjs::class::Trace;
use rquickjs::function::{Opt, This};
use rquickjs::prelude::Func;
use rquickjs::{Class, Ctx, Function, JsLifetime, Object, Value, atom::PredefinedAtom};
use url::quirks;

use super::memory::{AnyText, Text};
use super::raise;

/// The class `URL`.
#[derive(Debug, Clone, Trace, JsLifetime)]
#[rquickjs::class(rename = "URL")]
pub(crate) struct JsUrl<'js> {
    #[qjs(skip_trace)]
    url: url::Url,
    /// The `URLSearchParams` that was given out, and the function that tells it about a new query.
    params: Option<Object<'js>>,
    refresh: Option<Function<'js>>,
}

fn parse(text: &str, base: Option<&str>) -> Result<url::Url, url::ParseError> {
    match base {
        Some(base) => url::Url::parse(base)?.join(text),
        None => url::Url::parse(text),
    }
}

impl<'js> JsUrl<'js> {
    fn query_changed(&self) -> rquickjs::Result<()> {
        match (&self.params, &self.refresh) {
            (Some(params), Some(refresh)) => {
                refresh.call((params.clone(), self.url.query().unwrap_or_default()))
            }
            _ => Ok(()),
        }
    }
}

fn base_of(base: Opt<Value<'_>>) -> Option<Value<'_>> {
    base.0.filter(|base| !base.is_undefined())
}

fn base_text<'js>(ctx: &Ctx<'js>, base: Opt<Value<'js>>) -> rquickjs::Result<Option<String>> {
    base_of(base).map(|base| rquickjs::FromJs::from_js(ctx, base).map(|AnyText(text)| text)).transpose()
}

#[rquickjs::methods(rename_all = "camelCase")]
impl<'js> JsUrl<'js> {
    #[qjs(constructor)]
    fn construct(ctx: Ctx<'js>, url: AnyText, base: Opt<Value<'js>>) -> rquickjs::Result<Self> {
        let base = base_text(&ctx, base)?;
        match parse(&url.0, base.as_deref()) {
            Ok(url) => Ok(JsUrl { url, params: None, refresh: None }),
            Err(_) => Err(invalid(&ctx, &url.0, base.as_deref())?),
        }
    }

    #[qjs(static)]
    fn can_parse(ctx: Ctx<'js>, url: AnyText, base: Opt<Value<'js>>) -> rquickjs::Result<bool> {
        Ok(parse(&url.0, base_text(&ctx, base)?.as_deref()).is_ok())
    }

    #[qjs(static)]
    fn parse(ctx: Ctx<'js>, url: AnyText, base: Opt<Value<'js>>) -> rquickjs::Result<Value<'js>> {
        match parse(&url.0, base_text(&ctx, base)?.as_deref()) {
            Ok(url) => Ok(Class::instance(ctx, JsUrl { url, params: None, refresh: None })?.into_value()),
            Err(_) => Ok(Value::new_null(ctx)),
        }
    }

    #[qjs(get, enumerable, configurable)]
    fn href(&self) -> &str {
        quirks::href(&self.url)
    }

    #[qjs(set, rename = "href", enumerable, configurable)]
    fn set_href(&mut self, ctx: Ctx<'js>, value: AnyText) -> rquickjs::Result<()> {
        match quirks::set_href(&mut self.url, &value.0) {
            Ok(()) => self.query_changed(),
            Err(_) => Err(invalid(&ctx, &value.0, None)?),
        }
    }

    #[qjs(get, enumerable, configurable)]
    fn origin(&self) -> String {
        quirks::origin(&self.url)
    }

    #[qjs(get, enumerable, configurable)]
    fn protocol(&self) -> &str {
        quirks::protocol(&self.url)
    }

    // Setters of the URL standard ignore values they cannot use.
    #[qjs(set, rename = "protocol", enumerable, configurable)]
    fn set_protocol(&mut self, value: AnyText) {
        let _ = quirks::set_protocol(&mut self.url, &value.0);
    }

    #[qjs(get, enumerable, configurable)]
    fn username(&self) -> &str {
        quirks::username(&self.url)
    }

    #[qjs(set, rename = "username", enumerable, configurable)]
    fn set_username(&mut self, value: AnyText) {
        let _ = quirks::set_username(&mut self.url, &value.0);
    }

    #[qjs(get, enumerable, configurable)]
    fn password(&self) -> &str {
        quirks::password(&self.url)
    }

    #[qjs(set, rename = "password", enumerable, configurable)]
    fn set_password(&mut self, value: AnyText) {
        let _ = quirks::set_password(&mut self.url, &value.0);
    }

    #[qjs(get, enumerable, configurable)]
    fn host(&self) -> &str {
        quirks::host(&self.url)
    }

    #[qjs(set, rename = "host", enumerable, configurable)]
    fn set_host(&mut self, value: AnyText) {
        let _ = quirks::set_host(&mut self.url, &value.0);
    }

    #[qjs(get, enumerable, configurable)]
    fn hostname(&self) -> &str {
        quirks::hostname(&self.url)
    }

    #[qjs(set, rename = "hostname", enumerable, configurable)]
    fn set_hostname(&mut self, value: AnyText) {
        let _ = quirks::set_hostname(&mut self.url, &value.0);
    }

    #[qjs(get, enumerable, configurable)]
    fn port(&self) -> &str {
        quirks::port(&self.url)
    }

    #[qjs(set, rename = "port", enumerable, configurable)]
    fn set_port(&mut self, value: AnyText) {
        let _ = quirks::set_port(&mut self.url, &value.0);
    }

    #[qjs(get, enumerable, configurable)]
    fn pathname(&self) -> &str {
        quirks::pathname(&self.url)
    }

    #[qjs(set, rename = "pathname", enumerable, configurable)]
    fn set_pathname(&mut self, value: AnyText) {
        quirks::set_pathname(&mut self.url, &value.0);
    }

    #[qjs(get, enumerable, configurable)]
    fn search(&self) -> &str {
        quirks::search(&self.url)
    }

    #[qjs(set, rename = "search", enumerable, configurable)]
    fn set_search(&mut self, value: AnyText) -> rquickjs::Result<()> {
        quirks::set_search(&mut self.url, &value.0);
        self.query_changed()
    }

    #[qjs(get, enumerable, configurable)]
    fn hash(&self) -> &str {
        quirks::hash(&self.url)
    }

    #[qjs(set, rename = "hash", enumerable, configurable)]
    fn set_hash(&mut self, value: AnyText) {
        quirks::set_hash(&mut self.url, &value.0);
    }

    #[qjs(rename = "toString")]
    fn text(&self) -> &str {
        quirks::href(&self.url)
    }

    #[qjs(rename = PredefinedAtom::ToJSON)]
    fn json(&self) -> &str {
        quirks::href(&self.url)
    }

    #[qjs(prop, rename = PredefinedAtom::SymbolToStringTag, configurable)]
    fn tag() -> &'static str {
        "URL"
    }
}

fn invalid(ctx: &Ctx<'_>, input: &str, base: Option<&str>) -> rquickjs::Result<rquickjs::Error> {
    let message = match base {
        Some(base) => format!("{input:?} is no valid URL relative to {base:?}"),
        None => format!("{input:?} is no valid absolute URL"),
    };
    let fields = [("code", "ERR_INVALID_URL"), ("input", input)];
    Ok(raise::throw(ctx, raise::error(ctx, "TypeError", &message, &fields)))
}

/// Natives that the JavaScript half (`js/url.js`) needs.
pub(crate) fn register<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    Class::<JsUrl>::define(&ctx.globals())?;
    native.set(
        "urlParams",
        // Gives the params object of a URL; the first time, `make(query)` makes it.
        Func::from(|url: This<Class<'js, JsUrl<'js>>>, make: Function<'js>, refresh: Function<'js>| {
            if let Some(params) = &url.0.borrow().params {
                return Ok(params.clone());
            }
            let query = url.0.borrow().url.query().unwrap_or_default().to_owned();
            let params: Object = make.call((query, url.0.clone()))?;
            {
                let mut url = url.0.borrow_mut();
                url.params = Some(params.clone());
                url.refresh = Some(refresh);
            }
            rquickjs::Result::Ok(params)
        }),
    )?;
    native.set(
        "urlSetQuery",
        Func::from(|url: Class<'js, JsUrl<'js>>, query: Text| {
            let query = Some(query.0).filter(|query| !query.is_empty());
            url.borrow_mut().url.set_query(query.as_deref());
        }),
    )?;
    native.set("queryParse", Func::from(|query: Text| query_parse(&query.0)))?;
    native.set("queryText", Func::from(|flat: Vec<Text>| query_text(&flat)))?;
    native.set("domainToASCII", Func::from(|domain: AnyText| quirks::domain_to_ascii(&domain.0)))?;
    native.set("domainToUnicode", Func::from(|domain: AnyText| quirks::domain_to_unicode(&domain.0)))
}

/// Names and values of a query or form body, flat.
fn query_parse(query: &str) -> Vec<String> {
    let mut flat = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        flat.push(name.into_owned());
        flat.push(value.into_owned());
    }
    flat
}

fn query_text(flat: &[Text]) -> String {
    let mut serializer = url::form_urlencoded::Serializer::new(String::new());
    for pair in flat.chunks_exact(2) {
        if let [name, value] = pair {
            serializer.append_pair(&name.0, &value.0);
        }
    }
    serializer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_and_written_as_the_url_standard_says() {
        assert_eq!(
            query_parse("a=1&&=x&b&c=%zz+%ff&a=2"),
            ["a", "1", "", "x", "b", "", "c", "%zz \u{FFFD}", "a", "2"]
        );
        let flat = ["a b", "ü&=", "*-._", "~"].map(|text| Text(text.to_owned()));
        assert_eq!(query_text(&flat), "a+b=%C3%BC%26%3D&*-._=%7E");
    }
}
