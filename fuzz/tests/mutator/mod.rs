//! Mutations of a corpus without feedback: much weaker than a fuzzer, but the same in every run and of any
//! length.

use formwork_fuzz::Rng;

/// Longer inputs make a run slower without making it better.
const MAX_BYTES: usize = 2_048;

/// Makes new inputs out of known ones.
pub(crate) struct Mutator {
    rng: Rng,
    corpus: Vec<Vec<u8>>,
    dictionary: Vec<Vec<u8>>,
}

impl Mutator {
    pub(crate) fn new(seed: &str, corpus: Vec<Vec<u8>>, dictionary: Vec<Vec<u8>>) -> Self {
        Self { rng: Rng::from_bytes(seed.as_bytes()), corpus, dictionary }
    }

    /// The next input: one of the corpus, changed in one to six places.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let mut data = self.pick();
        for _ in 0..=self.rng.below(6) {
            self.change(&mut data);
        }
        data.truncate(MAX_BYTES);
        data
    }

    fn pick(&mut self) -> Vec<u8> {
        let at = self.rng.below(self.corpus.len());
        self.corpus[at].clone()
    }

    fn change(&mut self, data: &mut Vec<u8>) {
        let at = self.rng.below(data.len() + 1);
        match self.rng.below(9) {
            0 => {
                let bit = self.rng.below(8);
                if let Some(byte) = data.get_mut(at) {
                    *byte ^= 1 << bit;
                }
            }
            1 => {
                let value = self.byte();
                if let Some(byte) = data.get_mut(at) {
                    *byte = value;
                }
            }
            2 => {
                let value = self.byte();
                data.insert(at, value);
            }
            3 | 4 => {
                let word = self.word();
                data.splice(at..at, word);
            }
            5 => {
                let word = self.word();
                let end = (at + word.len()).min(data.len());
                data.splice(at..end, word);
            }
            6 => {
                let end = at + self.rng.below((data.len() - at).min(16) + 1);
                data.drain(at..end);
            }
            7 => {
                // Again and again: what is counted must be countable.
                let end = at + self.rng.below((data.len() - at).min(32) + 1);
                let piece = data[at..end].repeat(self.rng.below(8));
                data.splice(at..at, piece);
            }
            _ => {
                data.truncate(at);
                if self.rng.below(3) > 0 {
                    let other = self.pick();
                    let from = self.rng.below(other.len() + 1);
                    data.extend_from_slice(&other[from..]);
                }
            }
        }
        data.truncate(2 * MAX_BYTES);
    }

    fn word(&mut self) -> Vec<u8> {
        let at = self.rng.below(self.dictionary.len());
        self.dictionary.get(at).cloned().unwrap_or_default()
    }

    /// Any byte, but more often one that ends something or is no text.
    fn byte(&mut self) -> u8 {
        const ENDS: &[u8] = b"\0\t\n\r \"#%&+,-./0:;<=?[\\]{}\x7f\x80\xff";
        match self.rng.below(2) {
            0 => ENDS[self.rng.below(ENDS.len())],
            _ => u8::try_from(self.rng.below(256)).unwrap_or_default(),
        }
    }
}

/// Reads a dictionary in libFuzzer's format, as far as ours use it: a text in quotes per line, with `\xNN`.
pub(crate) fn dictionary(text: &str) -> Vec<Vec<u8>> {
    text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).map(unescape).collect()
}

fn unescape(text: &str) -> Vec<u8> {
    let mut pieces = text.split("\\x");
    let mut out = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at(2);
        out.push(u8::from_str_radix(digits, 16).unwrap());
        out.extend_from_slice(rest.as_bytes());
    }
    out
}
