//! `Headers`: a native list that JavaScript looks at.
//!
//! The list is shared between the JavaScript object and the pipeline, so that an incoming request costs
//! nothing until a header is asked for, and the headers of a response go out without passing through
//! the engine again. Names are kept in lower case. Values are the code points 0–255 that the bytes on
//! the wire stand for (the Fetch standard's isomorphic decoding): what reads or writes sockets converts.
//!
//! What may be changed is decided by the [`Guard`] (Fetch standard, section "Headers class").

use std::cell::RefCell;
use std::rc::Rc;

use rquickjs::class::Trace;
use rquickjs::function::{Opt, This};
use rquickjs::prelude::Func;
use rquickjs::{
    Array, Atom, Class, Ctx, Exception, FromJs, Function, JsLifetime, Object, Value, atom::PredefinedAtom,
};

use super::memory::{AnyText, OrNull, text_of};

/// Names (in lower case) and values, in the order they were added.
pub(crate) type HeaderList = Vec<(String, String)>;

/// Whether user code may change the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    /// It may.
    None,
    /// Every change throws a TypeError.
    Immutable,
}

/// The class `Headers`.
#[derive(Debug, Clone, Trace, JsLifetime)]
#[rquickjs::class]
pub(crate) struct Headers {
    #[qjs(skip_trace)]
    list: Rc<RefCell<HeaderList>>,
    #[qjs(skip_trace)]
    guard: Guard,
}

impl Headers {
    pub(crate) fn new(list: Rc<RefCell<HeaderList>>, guard: Guard) -> Self {
        Headers { list, guard }
    }

    /// A copy of the list, for taking it out of the engine.
    pub(crate) fn to_list(&self) -> HeaderList {
        self.list.borrow().clone()
    }

    fn set_default(&self, name: String, value: String) {
        let mut list = self.list.borrow_mut();
        if list.iter().all(|(known, _)| *known != name) {
            list.push((name, value));
        }
    }

    fn check(&self, ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        match self.guard {
            Guard::None => Ok(()),
            Guard::Immutable => Err(Exception::throw_type(ctx, "These headers cannot be changed")),
        }
    }

    fn push(&self, ctx: &Ctx<'_>, name: &str, value: &str) -> rquickjs::Result<()> {
        let pair = (name_of(ctx, name)?, value_of(ctx, name, value)?);
        self.list.borrow_mut().push(pair);
        Ok(())
    }

    fn fill<'js>(&self, ctx: &Ctx<'js>, init: Value<'js>) -> rquickjs::Result<()> {
        if let Ok(other) = Class::<Headers>::from_js(ctx, init.clone()) {
            let other = other.borrow().list.borrow().clone();
            self.list.borrow_mut().extend(other);
            return Ok(());
        }
        let Some(object) = init.into_object() else {
            return Err(Exception::throw_type(
                ctx,
                "The headers must be given as an object, an array of pairs, or Headers",
            ));
        };
        let iterator: Value = object.get(PredefinedAtom::SymbolIterator)?;
        if iterator.is_undefined() || iterator.is_null() {
            // Not as Rust text: a name may hold a lone surrogate.
            for entry in object.props::<Atom, AnyText>() {
                let (name, value) = entry?;
                self.push(ctx, &text_of(name.to_js_string()?)?, &value.0)?;
            }
            return Ok(());
        }
        for pair in array_from(ctx, object.into_value())?.iter::<Value>() {
            let pair = array_from(ctx, pair?)?;
            if pair.len() != 2 {
                return Err(Exception::throw_type(ctx, "Each header must be a pair of a name and a value"));
            }
            self.push(ctx, &pair.get::<AnyText>(0)?.0, &pair.get::<AnyText>(1)?.0)?;
        }
        Ok(())
    }
}

fn array_from<'js>(ctx: &Ctx<'js>, iterable: Value<'js>) -> rquickjs::Result<Array<'js>> {
    if let Some(array) = iterable.as_array() {
        return Ok(array.clone());
    }
    let array: Object = ctx.globals().get(PredefinedAtom::Array)?;
    let from: Function = array.get("from")?;
    from.call((This(array), iterable))
}

#[rquickjs::methods(rename_all = "camelCase")]
impl Headers {
    #[qjs(constructor)]
    fn construct<'js>(ctx: Ctx<'js>, init: Opt<Value<'js>>) -> rquickjs::Result<Self> {
        let headers = Headers::new(Rc::default(), Guard::None);
        if let Some(init) = init.0.filter(|init| !init.is_undefined()) {
            headers.fill(&ctx, init)?;
        }
        Ok(headers)
    }

    fn get(&self, ctx: Ctx<'_>, name: AnyText) -> rquickjs::Result<OrNull<String>> {
        let name = name_of(&ctx, &name.0)?;
        Ok(OrNull(get(&self.list.borrow(), &name)))
    }

    fn get_set_cookie(&self) -> Vec<String> {
        let list = self.list.borrow();
        list.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.clone()).collect()
    }

    fn has(&self, ctx: Ctx<'_>, name: AnyText) -> rquickjs::Result<bool> {
        let name = name_of(&ctx, &name.0)?;
        Ok(self.list.borrow().iter().any(|(known, _)| *known == name))
    }

    fn append(&self, ctx: Ctx<'_>, name: AnyText, value: AnyText) -> rquickjs::Result<()> {
        self.check(&ctx)?;
        self.push(&ctx, &name.0, &value.0)
    }

    fn set(&self, ctx: Ctx<'_>, name: AnyText, value: AnyText) -> rquickjs::Result<()> {
        self.check(&ctx)?;
        let value = value_of(&ctx, &name.0, &value.0)?;
        let name = name_of(&ctx, &name.0)?;
        let mut list = self.list.borrow_mut();
        match list.iter().position(|(known, _)| *known == name) {
            Some(first) => {
                let mut place = 0;
                list.retain(|(known, _)| {
                    let keep = place <= first || *known != name;
                    place += 1;
                    keep
                });
                if let Some(slot) = list.get_mut(first) {
                    slot.1 = value;
                }
            }
            None => list.push((name, value)),
        }
        Ok(())
    }

    fn delete(&self, ctx: Ctx<'_>, name: AnyText) -> rquickjs::Result<()> {
        self.check(&ctx)?;
        let name = name_of(&ctx, &name.0)?;
        self.list.borrow_mut().retain(|(known, _)| *known != name);
        Ok(())
    }

    #[qjs(prop, rename = PredefinedAtom::SymbolToStringTag, configurable)]
    fn tag() -> &'static str {
        "Headers"
    }
}

/// The values of one name, joined as the Fetch standard does.
fn get(list: &HeaderList, name: &str) -> Option<String> {
    let mut values = list.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let mut joined = values.next()?.to_owned();
    for value in values {
        joined.push_str(", ");
        joined.push_str(value);
    }
    Some(joined)
}

/// What iteration shows: sorted by name, values joined, `set-cookie` one by one. Flat: name, value, …
fn sorted(list: &HeaderList) -> Vec<String> {
    let mut names: Vec<&str> = list.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut flat = Vec::with_capacity(list.len() * 2);
    for name in names {
        if name == "set-cookie" {
            for (_, value) in list.iter().filter(|(known, _)| known == name) {
                flat.push(name.to_owned());
                flat.push(value.clone());
            }
        } else if let Some(value) = get(list, name) {
            flat.push(name.to_owned());
            flat.push(value);
        }
    }
    flat
}

fn name_of(ctx: &Ctx<'_>, name: &str) -> rquickjs::Result<String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        let shown: String = name.chars().take(64).collect();
        return Err(Exception::throw_type(ctx, &format!("{shown:?} is no valid header name")));
    }
    Ok(name.to_ascii_lowercase())
}

fn value_of(ctx: &Ctx<'_>, name: &str, value: &str) -> rquickjs::Result<String> {
    let value = value.trim_matches(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
    if value.chars().any(|c| matches!(c, '\0' | '\r' | '\n') || c > '\u{FF}') {
        let shown: String = name.chars().take(64).collect();
        return Err(Exception::throw_type(
            ctx,
            &format!("The value of the header {shown:?} contains a character that headers cannot carry"),
        ));
    }
    Ok(value.to_owned())
}

/// Header names and values of Rust as a list for JavaScript, names in lower case.
pub(crate) fn shared(mut headers: HeaderList) -> Rc<RefCell<HeaderList>> {
    for (name, _) in &mut headers {
        name.make_ascii_lowercase();
    }
    Rc::new(RefCell::new(headers))
}

/// Natives that the JavaScript half (`js/headers.js`) needs.
pub(crate) fn register<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    Class::<Headers>::define(&ctx.globals())?;
    native.set(
        "headersSorted",
        Func::from(|headers: Class<'js, Headers>| sorted(&headers.borrow().list.borrow())),
    )?;
    native.set(
        "headersFreeze",
        Func::from(|headers: Class<'js, Headers>| headers.borrow_mut().guard = Guard::Immutable),
    )?;
    native.set(
        "headersDefault",
        // Sets `name` unless there is one: the content type of a body (Fetch standard).
        Func::from(|ctx: Ctx<'js>, headers: Class<'js, Headers>, name: String, value: AnyText| {
            let value = value_of(&ctx, &name, &value.0)?;
            headers.borrow().set_default(name, value);
            rquickjs::Result::Ok(())
        }),
    )?;
    native.set(
        "headersText",
        // The same for text, the most frequent body.
        Func::from(|headers: Class<'js, Headers>| {
            headers.borrow().set_default("content-type".to_owned(), "text/plain;charset=UTF-8".to_owned());
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iteration_sorts_joins_and_keeps_cookies_apart() {
        let list = vec![
            ("x-b".to_owned(), "1".to_owned()),
            ("set-cookie".to_owned(), "a=1".to_owned()),
            ("accept".to_owned(), "text/html".to_owned()),
            ("set-cookie".to_owned(), "b=2".to_owned()),
            ("x-b".to_owned(), "2".to_owned()),
        ];
        assert_eq!(
            sorted(&list),
            ["accept", "text/html", "set-cookie", "a=1", "set-cookie", "b=2", "x-b", "1, 2"]
        );
        assert_eq!(get(&list, "x-b").as_deref(), Some("1, 2"));
        assert_eq!(get(&list, "none"), None);
    }
}
