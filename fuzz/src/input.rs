//! Taking an input apart, and choices that depend on nothing but the input.

use std::borrow::Cow;

/// The fields of an input, one in each line; the last one takes all that is left.
pub(crate) struct Lines<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self { rest: Some(data) }
    }

    /// The next line, empty when there is none.
    pub(crate) fn bytes(&mut self) -> &'a [u8] {
        let Some(rest) = self.rest else { return &[] };
        match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                self.rest = Some(&rest[end + 1..]);
                &rest[..end]
            }
            None => {
                self.rest = None;
                rest
            }
        }
    }

    /// The next line as text.
    pub(crate) fn text(&mut self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.bytes())
    }

    /// The next line as text that may be absent, written `-`: an empty header and none are different.
    pub(crate) fn optional(&mut self) -> Option<Cow<'a, str>> {
        let absent = self.rest.is_none();
        Some(self.text()).filter(|text| !absent && text != "-")
    }

    /// Everything behind the lines taken so far, as bytes.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        self.rest.take().unwrap_or_default()
    }

    /// Everything behind the lines taken so far, as text.
    pub(crate) fn rest_text(&mut self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.rest())
    }
}

/// A small generator of numbers that are the same in every run (xorshift64*); nothing here needs more.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// A generator whose numbers follow from these bytes (FNV-1a).
    #[must_use]
    pub fn from_bytes(seed: &[u8]) -> Self {
        let hash = seed.iter().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        });
        // The generator would give nothing but zeros from a zero.
        Self(hash | 1)
    }

    /// A number below `bound`; 0 when that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        usize::try_from(number).unwrap_or(0).checked_rem(bound).unwrap_or(0)
    }
}
