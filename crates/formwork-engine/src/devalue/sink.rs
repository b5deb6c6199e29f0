//! What the decoder builds live values with.

use formwork_wire::devalue::{Sink, Temporal, Text, View};
use rquickjs::object::Property;
use rquickjs::{Array, ArrayBuffer, Ctx, Function, Object, String as JsString, Value, function::This, qjs};

use crate::handle::Handle;

/// The values of one context.
pub(super) struct Live<'js, 'a> {
    ctx: Ctx<'js>,
    revivers: &'a [(&'a str, &'a Handle)],
    build: Function<'js>,
}

impl<'js, 'a> Live<'js, 'a> {
    pub(super) fn new(ctx: &Ctx<'js>, revivers: &'a [(&'a str, &'a Handle)]) -> rquickjs::Result<Self> {
        Ok(Live { ctx: ctx.clone(), revivers, build: super::script(ctx, "build")? })
    }

    fn text(&self, text: Text<'_>) -> rquickjs::Result<Value<'js>> {
        match text.simplest() {
            Text::Utf8(text) => Ok(JsString::from_str(self.ctx.clone(), text)?.into_value()),
            other => {
                let units = other.to_utf16();
                // SAFETY: pointer and length describe `units`, which the engine copies.
                #[allow(unsafe_code)]
                let value = unsafe {
                    let raw =
                        qjs::JS_NewStringUTF16(self.ctx.as_raw().as_ptr(), units.as_ptr(), units.len() as _);
                    Value::from_raw(self.ctx.clone(), raw)
                };
                Ok(value)
            }
        }
    }

    fn method(&self, object: &Value<'js>, name: &str) -> rquickjs::Result<Function<'js>> {
        object.as_object().ok_or(rquickjs::Error::Unknown)?.get(name)
    }
}

impl<'js> Sink for Live<'js, '_> {
    type Value = Value<'js>;
    type Error = rquickjs::Error;

    fn undefined(&mut self) -> rquickjs::Result<Value<'js>> {
        Ok(Value::new_undefined(self.ctx.clone()))
    }

    fn null(&mut self) -> rquickjs::Result<Value<'js>> {
        Ok(Value::new_null(self.ctx.clone()))
    }

    fn boolean(&mut self, value: bool) -> rquickjs::Result<Value<'js>> {
        Ok(Value::new_bool(self.ctx.clone(), value))
    }

    fn number(&mut self, value: f64) -> rquickjs::Result<Value<'js>> {
        // `Value::new_number` makes an integer of -0, which has no sign.
        Ok(if value == 0.0 && value.is_sign_negative() {
            Value::new_float(self.ctx.clone(), value)
        } else {
            Value::new_number(self.ctx.clone(), value)
        })
    }

    fn string(&mut self, text: Text<'_>) -> rquickjs::Result<Value<'js>> {
        self.text(text)
    }

    fn bigint(&mut self, digits: &str) -> rquickjs::Result<Value<'js>> {
        self.build.call(("BigInt", digits))
    }

    fn object(&mut self, null_prototype: bool) -> rquickjs::Result<Value<'js>> {
        let object = if null_prototype {
            Object::new_proto(self.ctx.clone(), None)?
        } else {
            Object::new(self.ctx.clone())?
        };
        Ok(object.into_value())
    }

    fn set_property(
        &mut self,
        object: &Value<'js>,
        key: Text<'_>,
        value: Value<'js>,
    ) -> rquickjs::Result<()> {
        let key = self.text(key)?;
        let object = object.as_object().ok_or(rquickjs::Error::Unknown)?;
        object.prop(key, Property::from(value).writable().enumerable().configurable())
    }

    fn array(&mut self, length: u32) -> rquickjs::Result<Value<'js>> {
        let array = Array::new(self.ctx.clone())?;
        // As a float: the conversion of a u32 makes large ones negative.
        array.as_object().set("length", f64::from(length))?;
        Ok(array.into_value())
    }

    fn set_element(&mut self, array: &Value<'js>, index: u32, value: Value<'js>) -> rquickjs::Result<()> {
        array.as_object().ok_or(rquickjs::Error::Unknown)?.set(index, value)
    }

    fn set(&mut self) -> rquickjs::Result<Value<'js>> {
        self.build.call(("Set",))
    }

    fn add_to_set(&mut self, set: &Value<'js>, value: Value<'js>) -> rquickjs::Result<()> {
        self.method(set, "add")?.call((This(set.clone()), value))
    }

    fn map(&mut self) -> rquickjs::Result<Value<'js>> {
        self.build.call(("Map",))
    }

    fn add_to_map(&mut self, map: &Value<'js>, key: Value<'js>, value: Value<'js>) -> rquickjs::Result<()> {
        self.method(map, "set")?.call((This(map.clone()), key, value))
    }

    fn date(&mut self, text: &str) -> rquickjs::Result<Value<'js>> {
        self.build.call(("Date", text))
    }

    fn regexp(&mut self, source: Text<'_>, flags: Text<'_>) -> rquickjs::Result<Value<'js>> {
        self.build.call(("RegExp", self.text(source)?, self.text(flags)?))
    }

    fn url(&mut self, href: Text<'_>) -> rquickjs::Result<Value<'js>> {
        self.build.call(("URL", self.text(href)?))
    }

    fn url_search_params(&mut self, text: Text<'_>) -> rquickjs::Result<Value<'js>> {
        self.build.call(("URLSearchParams", self.text(text)?))
    }

    fn temporal(&mut self, kind: Temporal, text: Text<'_>) -> rquickjs::Result<Value<'js>> {
        self.build.call((kind.name(), self.text(text)?))
    }

    fn boxed(&mut self, primitive: Value<'js>) -> rquickjs::Result<Value<'js>> {
        self.build.call(("Boxed", primitive))
    }

    fn array_buffer(&mut self, bytes: Vec<u8>) -> rquickjs::Result<Value<'js>> {
        Ok(ArrayBuffer::new(self.ctx.clone(), bytes)?.into_value())
    }

    fn view(&mut self, view: View<Value<'js>>) -> rquickjs::Result<Value<'js>> {
        match view.window {
            None => self.build.call((view.kind.name(), view.buffer)),
            Some((offset, length)) => self.build.call((view.kind.name(), view.buffer, offset, length)),
        }
    }

    fn has_reviver(&mut self, name: &str) -> bool {
        self.revivers.iter().any(|(known, _)| *known == name)
    }

    fn revive(&mut self, name: &str, payload: Value<'js>) -> rquickjs::Result<Value<'js>> {
        match self.revivers.iter().find(|(known, _)| *known == name) {
            Some((_, decode)) => decode.get_as::<Function>(&self.ctx)?.call((payload,)),
            None => Err(rquickjs::Error::Unknown),
        }
    }
}
