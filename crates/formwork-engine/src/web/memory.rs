//! Text and bytes across the border between the engine and Rust.
//!
//! The engine's strings are UTF-16 and may hold lone surrogates; Rust's may not. Every native that takes
//! text takes a [`Text`], which replaces lone surrogates by U+FFFD as the web's `USVString` does. Bytes
//! come as a [`View`] of an `ArrayBuffer` or `Uint8Array` whose memory belongs to the engine: it may only
//! be looked at while no JavaScript runs, which is why it is lent to a closure and never handed out.
//!
//! This is the only file of the web APIs with `unsafe` code; both uses are of the kind just described.

use rquickjs::{
    ArrayBuffer, Atom, CString, Coerced, Ctx, Exception, FromJs, IntoJs, Object, String as JsString,
    TypedArray, Value,
};

/// Text from JavaScript that has made sure it is a string, with lone surrogates replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) String);

impl<'js> FromJs<'js> for Text {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let string = match value.into_string() {
            Some(string) => string,
            None => return Err(Exception::throw_type(ctx, "A string is expected here")),
        };
        text_of(string).map(Text)
    }
}

/// Text from user code where any value is accepted, converted like `String(value)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnyText(pub(crate) String);

impl<'js> FromJs<'js> for AnyText {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let string = match value.try_into_string() {
            Ok(string) => string,
            Err(value) => Coerced::<JsString>::from_js(ctx, value)?.0,
        };
        text_of(string).map(AnyText)
    }
}

/// The string as UTF-8, each lone surrogate replaced by U+FFFD.
pub(crate) fn text_of(string: JsString<'_>) -> rquickjs::Result<String> {
    match string.to_string() {
        Ok(text) => Ok(text),
        Err(rquickjs::Error::Utf8(_)) => with_encoded(string, well_formed),
        Err(error) => Err(error),
    }
}

/// The name of a property as UTF-8, each lone surrogate replaced by U+FFFD. The bindings' own conversion of keys
/// takes the engine's bytes for UTF-8, which a lone surrogate is not.
///
/// # Errors
/// Out of memory.
pub fn key_text(key: Atom<'_>) -> rquickjs::Result<String> {
    text_of(key.to_js_string()?)
}

/// Lends the engine's own encoding of the string: UTF-8, but lone surrogates are encoded as well.
pub(crate) fn with_encoded<R>(string: JsString<'_>, look: impl FnOnce(&[u8]) -> R) -> rquickjs::Result<R> {
    let string = CString::from_string(string)?;
    // SAFETY: pointer and length describe the buffer that `string` keeps alive until the end of this
    // function. The bytes are not assumed to be UTF-8.
    #[allow(unsafe_code)]
    let bytes = unsafe { std::slice::from_raw_parts(string.as_ptr().cast::<u8>(), string.len()) };
    Ok(look(bytes))
}

/// Replaces encoded surrogates (`ED A0..BF xx`); the bytes are valid UTF-8 otherwise.
pub(crate) fn well_formed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        // The standard library reports the first byte of a surrogate alone, then each of its
        // continuation bytes; the first byte is what stands for the code unit.
        if chunk.invalid().first() == Some(&0xED) {
            text.push('\u{FFFD}');
        }
    }
    text
}

/// The bytes of an `ArrayBuffer` or `Uint8Array` of user code.
#[derive(Debug, Clone)]
pub(crate) struct View<'js>(Object<'js>);

impl View<'_> {
    /// Lends the bytes; a detached buffer has none.
    pub(crate) fn with<R>(&self, look: impl FnOnce(&[u8]) -> R) -> R {
        match self.raw() {
            // SAFETY: the memory is the engine's and valid until JavaScript runs again on this thread;
            // `look` has no context to run any with.
            #[allow(unsafe_code)]
            Some(raw) => look(unsafe { raw.as_ref() }),
            None => look(&[]),
        }
    }

    /// Lends the bytes for writing; a detached buffer has none.
    pub(crate) fn with_mut<R>(&self, look: impl FnOnce(&mut [u8]) -> R) -> R {
        match self.raw() {
            // SAFETY: as above; nothing else on the Rust side keeps a reference into this buffer,
            // because views are only ever lent to closures.
            #[allow(unsafe_code)]
            Some(mut raw) => look(unsafe { raw.as_mut() }),
            None => look(&mut []),
        }
    }

    /// A copy of the bytes.
    pub(crate) fn to_vec(&self) -> Vec<u8> {
        self.with(<[u8]>::to_vec)
    }

    fn raw(&self) -> Option<std::ptr::NonNull<[u8]>> {
        match self.0.as_typed_array::<u8>() {
            Some(array) => array.as_raw(),
            None => self.0.as_array_buffer().and_then(ArrayBuffer::as_raw),
        }
    }
}

impl<'js> FromJs<'js> for View<'js> {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let object = value.into_object().filter(|object| {
            if object.is_typed_array::<u8>() || object.is_array_buffer() {
                return true;
            }
            // Asking whether it is an ArrayBuffer leaves an exception behind when it is none.
            ctx.catch();
            false
        });
        object.map(View).ok_or_else(|| {
            Exception::throw_type(ctx, "An ArrayBuffer or an ArrayBuffer view is expected here")
        })
    }
}

/// Bytes that become a new `Uint8Array`, in the engine's own memory and so within its limit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl<'js> IntoJs<'js> for Octets {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        TypedArray::<u8>::new_copy(ctx.clone(), &self.0)?.into_js(ctx)
    }
}

/// A value of the web APIs that may be `null`; an `Option` alone would become `undefined`.
#[derive(Debug)]
pub(crate) struct OrNull<T>(pub(crate) Option<T>);

impl<'js, T: IntoJs<'js>> IntoJs<'js> for OrNull<T> {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.0.map_or_else(|| Ok(Value::new_null(ctx.clone())), |value| value.into_js(ctx))
    }
}

/// Either of the two forms in which user code gives bytes to natives.
#[derive(Debug)]
pub(crate) enum TextOrBytes<'js> {
    Text(String),
    Bytes(View<'js>),
}

impl TextOrBytes<'_> {
    pub(crate) fn with<R>(&self, look: impl FnOnce(&[u8]) -> R) -> R {
        match self {
            TextOrBytes::Text(text) => look(text.as_bytes()),
            TextOrBytes::Bytes(view) => view.with(look),
        }
    }

    pub(crate) fn into_vec(self) -> Vec<u8> {
        match self {
            TextOrBytes::Text(text) => text.into_bytes(),
            TextOrBytes::Bytes(view) => view.to_vec(),
        }
    }
}

impl<'js> FromJs<'js> for TextOrBytes<'js> {
    fn from_js(ctx: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        match value.try_into_string() {
            Ok(string) => text_of(string).map(TextOrBytes::Text),
            Err(value) => View::from_js(ctx, value).map(TextOrBytes::Bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::well_formed;

    #[test]
    fn lone_surrogates_are_replaced_one_for_one() {
        assert_eq!(well_formed(b"a\xED\xA0\x80b"), "a\u{FFFD}b");
        assert_eq!(well_formed(b"\xED\xA0\x80\xED\xBF\xBF"), "\u{FFFD}\u{FFFD}");
        assert_eq!(well_formed("grün 𝄞".as_bytes()), "grün 𝄞");
    }
}
