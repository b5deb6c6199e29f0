//! S-121, R-12: form bodies mean what Node's `URLSearchParams` takes them for.
//!
//! Seeded bodies, rich in everything that the parser decides about, go to one Node process, and its pairs
//! and their serialisation are compared with ours. `URLSEARCHPARAMS_SEED` and `URLSEARCHPARAMS_COUNT`
//! choose others than the usual ones; a body depends only on the seed and its own number.
//!
//! A body is bytes, but `URLSearchParams` takes a string and encodes it as UTF-8. So the bytes that are no
//! ASCII are written as percent escapes: the parser undoes those before it decodes UTF-8, and an escape can
//! not complete a half one before it, since it begins with a percent sign. A question mark is put in front,
//! because the constructor takes off one.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use formwork_wire::form::Limits;
use formwork_wire::urlencoded;

const SCRIPT: &str = r"
    const lines = require('node:fs').readFileSync(0, 'latin1').split('\n');
    const answers = lines.map((line) => {
        const bytes = Buffer.from(line, 'base64').toString('latin1');
        const text = bytes.replace(/[\x80-\xff]/g, (byte) => '%' + byte.charCodeAt(0).toString(16));
        const params = new URLSearchParams('?' + text);
        return JSON.stringify([[...params], String(params)]);
    });
    process.stdout.write(answers.join('\n'));
";

/// SplitMix64: any number of independent sequences, one for each case.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn pick<'a>(&mut self, pieces: &[&'a [u8]]) -> &'a [u8] {
        pieces[self.below(pieces.len())]
    }
}

const SEPARATORS: &[&[u8]] = &[b"&", b"=", b"&&", b"==", b"&=", b"=&", b"+", b"%", b";"];

const PIECES: &[&[u8]] = &[
    b"a",
    b"B",
    b"0",
    b"9",
    b"f",
    b"F",
    b"g",
    b"_",
    b"[",
    b"]",
    b"?",
    b"#",
    b"/",
    b":",
    b" ",
    b"\t",
    b"\r\n",
    b"\0",
    b"\x7f",
    b"*",
    b"-",
    b".",
    b"~",
    b"!",
    b"'",
    b"(",
    b")",
    b"<",
    b"\"",
    b"\\",
    b"%%",
    b"%2",
    b"%zz",
    b"%2G",
    b"%G2",
    b"%25",
    b"%26",
    b"%3D",
    b"%3d",
    b"%2B",
    b"%20",
    b"%00",
    b"%0A",
    b"%3B",
    b"%u0041",
    b"__proto__",
    // A byte order mark, whole, escaped, in part, and of the other encodings.
    b"\xEF\xBB\xBF",
    b"%EF%BB%BF",
    b"\xEF\xBB",
    b"\xEF%BB\xBF",
    b"\xFE\xFF",
    b"%FF%FE",
    // Valid UTF-8 of every length, raw, escaped and mixed.
    b"\xC3\xA9",
    b"%C3%A9",
    b"%c3\xa9",
    b"\xE2\x82\xAC",
    b"%E2%82%AC",
    b"%E2\x82%AC",
    b"\xF0\x9F\x98\x80",
    b"%F0%9F%98%80",
    b"\xF0%9F\x98%80",
    b"\xF4\x8F\xBF\xBF",
    b"\xED\x9F\xBF",
    b"\xEE\x80\x80",
    // Cut off, overlong, surrogates, beyond the last character, lone continuation bytes.
    b"\xC3",
    b"%C3",
    b"\xE2\x82",
    b"%E2%82",
    b"\xF0\x9F\x98",
    b"%F0%9F",
    b"\xC0\x80",
    b"%C0%AF",
    b"\xE0\x80\x80",
    b"\xE0%9F%BF",
    b"\xF0\x80\x80\x80",
    b"%F0%8F%BF%BF",
    b"\xED\xA0\x80",
    b"%ED%B0%80",
    b"\xED\xA0\xBD\xED\xB8\x80",
    b"\xF4\x90\x80\x80",
    b"%F5%80%80%80",
    b"\x80",
    b"%BF",
    b"\xFF",
    b"%FE",
];

fn body(seed: u64, index: usize) -> Vec<u8> {
    let mut random = Random(seed.wrapping_mul(0x0100_0000_01B3) ^ (index as u64) << 20);
    let length = match random.below(20) {
        0 => random.below(3),
        1 => 200 + random.below(200),
        _ => 1 + random.below(24),
    };
    // Some bodies are mostly structure, some mostly content, some mostly raw bytes.
    let (structure, raw) = (1 + random.below(8), random.below(4));
    let mut body = Vec::new();
    for _ in 0..length {
        match random.below(16) {
            at if at < structure => body.extend_from_slice(random.pick(SEPARATORS)),
            at if at < structure + raw => body.push((random.next() & 0xFF) as u8),
            _ => body.extend_from_slice(random.pick(PIECES)),
        }
    }
    body
}

fn number_of(variable: &str, usual: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} must be a number, not {text:?}")),
        Err(_) => usual,
    }
}

fn ask_node(bodies: &[Vec<u8>]) -> Vec<serde_json::Value> {
    let mut node = Command::new("node")
        .args(["-e", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("Node is needed to build Formwork, and cannot be started: {error}"));
    let lines: Vec<String> = bodies.iter().map(|body| STANDARD.encode(body)).collect();
    // It reads everything before it writes anything, so neither waits for the other.
    node.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "node failed: {}", output.status);
    let answers = String::from_utf8(output.stdout).unwrap();
    answers.split('\n').map(|answer| serde_json::from_str(answer).unwrap()).collect()
}

#[test]
fn r12_bodies_mean_what_node_takes_them_for() {
    let seed = number_of("URLSEARCHPARAMS_SEED", 20_260_801);
    let count = usize::try_from(number_of("URLSEARCHPARAMS_COUNT", 10_000)).unwrap();
    let bodies: Vec<_> = (0..count).map(|index| body(seed, index)).collect();
    let answers = ask_node(&bodies);
    assert_eq!(answers.len(), bodies.len());
    let mut failures = String::new();
    for (index, (body, answer)) in bodies.iter().zip(&answers).enumerate() {
        let fields = urlencoded::parse(body, &Limits::default()).unwrap();
        let ours = serde_json::to_value((&fields, urlencoded::serialize(fields.iter().cloned()))).unwrap();
        if ours != *answer && failures.len() < 4000 {
            failures.push_str(&format!(
                "seed {seed}, index {index}: {}\n  ours {ours}\n  node {answer}\n",
                body.escape_ascii()
            ));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
