//! What the encoder asks about live values.

use std::borrow::Cow;

use formwork_wire::devalue::{
    Buffer, Class, Facet, Kind, Reduced, Source, SourceView, Temporal, Text, Unsupported, ViewKind,
};
use rquickjs::atom::PredefinedAtom;
use rquickjs::object::Filter;
use rquickjs::{Array, Atom, Coerced, Ctx, Function, Object, String as JsString, Type, Value, qjs};

use super::Defer;
use crate::handle::Handle;
use crate::web::{View, with_encoded};

/// The values of one context.
pub(super) struct Live<'js, 'a> {
    ctx: Ctx<'js>,
    reducers: &'a [(&'a str, &'a Handle)],
    defer: Option<&'a dyn Defer>,
    plain_prototype: Option<usize>,
    describe: Function<'js>,
    /// The description of the object that was asked about last.
    last: Option<(usize, Array<'js>)>,
}

fn is_thenable(value: &Value<'_>) -> rquickjs::Result<bool> {
    match value.as_object() {
        Some(_) if value.is_promise() => Ok(true),
        Some(object) => Ok(object.get::<_, Value>("then")?.is_function()),
        None => Ok(false),
    }
}

/// The length of an array, or of a proxy of one, which may claim anything. `Array::len` panics from
/// 2³¹ on.
fn length(array: &Object<'_>) -> rquickjs::Result<u32> {
    let length: f64 = array.get(PredefinedAtom::Length)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    Ok(length as u32)
}

/// The number that the name of an element stands for: `7` is an index, `07` and `+7` are not.
///
/// Names are never taken as a `String`: rquickjs cuts them at a NUL and believes them to be UTF-8, which
/// one with a lone surrogate is not.
fn index(key: Text<'_>) -> Option<u32> {
    let Text::Utf8(key) = key.simplest() else { return None };
    let canonical = key == "0" || key.starts_with(|first| matches!(first, '1'..='9'));
    key.parse().ok().filter(|_| canonical)
}

/// Which object a value is.
fn identity(value: &Value<'_>) -> usize {
    // SAFETY: the value is an object here, so the union holds a pointer; it is only compared.
    #[allow(unsafe_code)]
    let pointer = unsafe { qjs::JS_VALUE_GET_PTR(value.as_raw()) };
    pointer as usize
}

impl<'js, 'a> Live<'js, 'a> {
    pub(super) fn new(
        ctx: &Ctx<'js>,
        reducers: &'a [(&'a str, &'a Handle)],
        defer: Option<&'a dyn Defer>,
    ) -> rquickjs::Result<Self> {
        let plain_prototype =
            Object::new(ctx.clone())?.get_prototype().map(|prototype| identity(prototype.as_value()));
        Ok(Live {
            ctx: ctx.clone(),
            reducers,
            defer,
            plain_prototype,
            describe: super::script(ctx, "describe")?,
            last: None,
        })
    }

    fn description(&mut self, value: &Value<'js>) -> rquickjs::Result<Array<'js>> {
        let identity = identity(value);
        if let Some((known, description)) = &self.last
            && *known == identity
        {
            return Ok(description.clone());
        }
        let description: Array = self.describe.call((value.clone(),))?;
        self.last = Some((identity, description.clone()));
        Ok(description)
    }

    fn class(&mut self, value: &Value<'js>, object: &Object<'js>) -> rquickjs::Result<Class> {
        let prototype = object.get_prototype().map(|prototype| identity(prototype.as_value()));
        if prototype.is_some() && prototype == self.plain_prototype && !value.is_proxy() {
            if is_thenable(value)? {
                return Ok(Class::Unsupported(Unsupported::Thenable));
            }
            return self.plain(object, Class::Plain);
        }
        let description = self.description(value)?;
        let kind: String = description.get(0)?;
        Ok(match kind.as_str() {
            "Plain" => return self.plain(object, Class::Plain),
            "Null" => return self.plain(object, Class::NullPrototype),
            "Thenable" => Class::Unsupported(Unsupported::Thenable),
            "Array" => Class::Array(length(object)?),
            "Boxed" => Class::Boxed,
            "Date" => Class::Date(description.get(1)?),
            "RegExp" => Class::RegExp,
            "URL" => Class::Url,
            "URLSearchParams" => Class::UrlSearchParams,
            "Set" => Class::Set,
            "Map" => Class::Map,
            "ArrayBuffer" => Class::ArrayBuffer,
            "View" => Class::View,
            "Temporal" => match Temporal::from_name(&description.get::<String>(1)?) {
                Some(temporal) => Class::Temporal(temporal),
                None => Class::Unsupported(Unsupported::Instance),
            },
            _ => Class::Unsupported(Unsupported::Instance),
        })
    }

    fn plain(&self, object: &Object<'js>, class: Class) -> rquickjs::Result<Class> {
        match object.own_keys::<Atom>(Filter::new().symbol().enum_only()).next() {
            None => Ok(class),
            Some(Ok(_)) => Ok(Class::Unsupported(Unsupported::SymbolKeys)),
            // The trap of a proxy threw.
            Some(Err(error)) => Err(error),
        }
    }

    fn object(&self, value: &Value<'js>) -> rquickjs::Result<Object<'js>> {
        value.clone().into_object().ok_or(rquickjs::Error::Unknown)
    }

    fn string<R>(&self, value: Value<'js>, lend: impl FnOnce(Text<'_>) -> R) -> rquickjs::Result<R> {
        let string = match value.try_into_string() {
            Ok(string) => string,
            Err(value) => value.get::<Coerced<JsString>>()?.0,
        };
        with_encoded(string, |bytes| lend(Text::Wtf8(bytes)))
    }
}

impl<'js> Source for Live<'js, '_> {
    type Value = Value<'js>;
    type Key = Atom<'js>;
    type Error = rquickjs::Error;

    fn kind(&mut self, value: &Value<'js>) -> rquickjs::Result<Kind> {
        let class = match value.type_of() {
            Type::Undefined | Type::Uninitialized => return Ok(Kind::Undefined),
            Type::Null => return Ok(Kind::Null),
            Type::Bool => return Ok(Kind::Boolean(value.as_bool().unwrap_or_default())),
            Type::Int | Type::Float => return Ok(Kind::Number(value.as_number().unwrap_or(f64::NAN))),
            Type::String => return Ok(Kind::String),
            Type::BigInt => return Ok(Kind::BigInt),
            Type::Symbol => Class::Unsupported(Unsupported::Symbol),
            Type::Function | Type::Constructor => Class::Unsupported(Unsupported::Function),
            Type::Promise => Class::Unsupported(Unsupported::Thenable),
            Type::Array if is_thenable(value)? => Class::Unsupported(Unsupported::Thenable),
            Type::Array => Class::Array(length(&self.object(value)?)?),
            _ => {
                let object = self.object(value)?;
                self.class(value, &object)?
            }
        };
        Ok(Kind::Object { identity: identity(value), class })
    }

    fn text<R>(
        &mut self,
        value: &Value<'js>,
        facet: Facet,
        lend: impl FnOnce(Text<'_>) -> R,
    ) -> rquickjs::Result<R> {
        if !value.is_object() {
            return self.string(value.clone(), lend);
        }
        let description = self.description(value)?;
        let at = match (description.get::<String>(0)?.as_str(), facet) {
            ("Temporal", _) | (_, Facet::Flags) => 2,
            (_, Facet::Main) => 1,
        };
        self.string(description.get(at)?, lend)
    }

    fn keys(&mut self, object: &Value<'js>) -> rquickjs::Result<Vec<Atom<'js>>> {
        self.object(object)?.keys::<Atom>().collect()
    }

    fn key_text<R>(&mut self, key: &Atom<'js>, lend: impl FnOnce(Text<'_>) -> R) -> rquickjs::Result<R> {
        with_encoded(key.to_js_string()?, |bytes| lend(Text::Wtf8(bytes)))
    }

    fn property(&mut self, object: &Value<'js>, key: &Atom<'js>) -> rquickjs::Result<Value<'js>> {
        self.object(object)?.get(key.clone())
    }

    fn element(&mut self, array: &Value<'js>, index: u32) -> rquickjs::Result<Option<Value<'js>>> {
        let object = self.object(array)?;
        let value: Value = object.get(index)?;
        // Only an undefined element can be a hole.
        if value.is_undefined() && !object.contains_key(index)? { Ok(None) } else { Ok(Some(value)) }
    }

    fn present(&mut self, array: &Value<'js>) -> rquickjs::Result<Vec<u32>> {
        let object = self.object(array)?;
        let length = length(&object)?;
        let mut present = Vec::new();
        for key in object.keys::<Atom>() {
            match self.key_text(&key?, index)? {
                Some(index) if index < length => present.push(index),
                _ => break,
            }
        }
        Ok(present)
    }

    fn set_values(&mut self, set: &Value<'js>) -> rquickjs::Result<Vec<Value<'js>>> {
        self.description(set)?.iter::<Value>().skip(1).collect()
    }

    fn map_entries(&mut self, map: &Value<'js>) -> rquickjs::Result<Vec<(Value<'js>, Value<'js>)>> {
        let description = self.description(map)?;
        let mut entries = Vec::with_capacity(description.len() / 2);
        let mut flat = description.iter::<Value>().skip(1);
        while let (Some(key), Some(value)) = (flat.next(), flat.next()) {
            entries.push((key?, value?));
        }
        Ok(entries)
    }

    fn unboxed(&mut self, boxed: &Value<'js>) -> rquickjs::Result<Value<'js>> {
        self.description(boxed)?.get(1)
    }

    fn view(&mut self, view: &Value<'js>) -> rquickjs::Result<SourceView<Value<'js>>> {
        let description = self.description(view)?;
        let kind = ViewKind::from_name(&description.get::<String>(1)?).ok_or(rquickjs::Error::Unknown)?;
        if description.len() == 4 {
            return Ok(SourceView { kind, buffer: Buffer::Visible, window: None });
        }
        let window = match description.get::<bool>(3)? {
            true => None,
            false => Some((description.get(4)?, description.get(5)?)),
        };
        Ok(SourceView { kind, buffer: Buffer::Whole(description.get(2)?), window })
    }

    fn bytes<R>(&mut self, value: &Value<'js>, lend: impl FnOnce(&[u8]) -> R) -> rquickjs::Result<R> {
        let description = self.description(value)?;
        let at = if description.get::<String>(0)? == "View" { 2 } else { 1 };
        let buffer: View = description.get(at)?;
        Ok(buffer.with(lend))
    }

    fn has_reducers(&self) -> bool {
        !self.reducers.is_empty() || self.defer.is_some()
    }

    fn reduce(&mut self, value: &Value<'js>) -> rquickjs::Result<Option<Reduced<Value<'js>>>> {
        for (name, encode) in self.reducers {
            let encode: Function = encode.get_as(&self.ctx)?;
            let payload: Value = encode.call((value.clone(),))?;
            if !super::is_falsy(&payload) {
                return Ok(Some(Reduced { name: Cow::Owned((*name).to_owned()), payload }));
            }
        }
        if let Some(defer) = self.defer
            && is_thenable(value)?
        {
            return Ok(Some(Reduced {
                name: Cow::Borrowed("Promise"),
                payload: defer.defer(&self.ctx, value)?,
            }));
        }
        Ok(None)
    }
}
