//! Throughput of the parsers by size of their input; see `README.md` beside `benches/`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use formwork_bench::{BOUNDARY, SIZES};
use formwork_wire::form::Limits;
use formwork_wire::multipart::{Event, Parser};

fn main() {
    divan::main();
}

/// What the server reads from a connection at a time, about.
const CHUNK: usize = 64 << 10;

// Three seconds each: the largest inputs get a few samples then, the small ones all they can use.

/// Short fields, some escapes.
#[divan::bench(args = SIZES, max_time = 3)]
fn urlencoded(bencher: Bencher, size: usize) {
    parse_urlencoded(bencher, &formwork_bench::urlencoded(size));
}

/// Nothing but escapes.
#[divan::bench(args = SIZES, max_time = 3)]
fn urlencoded_escaped(bencher: Bencher, size: usize) {
    parse_urlencoded(bencher, &formwork_bench::urlencoded_escaped(size));
}

/// One file part.
#[divan::bench(args = SIZES, max_time = 3)]
fn multipart_one_file(bencher: Bencher, size: usize) {
    parse_multipart(bencher, &formwork_bench::one_file(size));
}

/// Many small fields.
#[divan::bench(args = SIZES, max_time = 3)]
fn multipart_many_fields(bencher: Bencher, size: usize) {
    parse_multipart(bencher, &formwork_bench::many_fields(size));
}

/// A storm of near-boundaries.
#[divan::bench(args = SIZES, max_time = 3)]
fn multipart_near_boundaries(bencher: Bencher, size: usize) {
    parse_multipart(bencher, &formwork_bench::near_boundaries(size));
}

/// A tree of records to text.
#[divan::bench(args = SIZES, max_time = 3)]
fn devalue_encode(bencher: Bencher, size: usize) {
    let (mut tree, root) = formwork_bench::records(size);
    let bytes = formwork_wire::devalue::encode(&mut tree, &root).expect("records can be encoded").len();
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| formwork_wire::devalue::encode(&mut tree, black_box(&root)));
}

/// The text of records to a tree.
#[divan::bench(args = SIZES, max_time = 3)]
fn devalue_decode(bencher: Bencher, size: usize) {
    let (mut tree, root) = formwork_bench::records(size);
    let text = formwork_wire::devalue::encode(&mut tree, &root).expect("records can be encoded");
    drop(tree);
    bencher.counter(BytesCount::new(text.len())).bench(|| {
        let mut tree = formwork_wire::devalue::tree::Tree::default();
        let root = formwork_wire::devalue::decode(black_box(&text), &mut tree);
        (tree, root)
    });
}

fn parse_urlencoded(bencher: Bencher, body: &[u8]) {
    // Those that protect a server would stop the larger bodies.
    let limits = Limits::generous();
    bencher
        .counter(BytesCount::new(body.len()))
        .bench(|| formwork_wire::urlencoded::parse(black_box(body), &limits));
}

fn parse_multipart(bencher: Bencher, body: &[u8]) {
    bencher.counter(BytesCount::new(body.len())).bench(|| {
        let mut parser = Parser::new(BOUNDARY, Limits::generous()).expect("the boundary is a good one");
        let mut content = 0;
        for chunk in black_box(body).chunks(CHUNK) {
            parser
                .push(chunk, |event| {
                    if let Event::Data(data) = event {
                        content += black_box(data).len();
                    }
                })
                .expect("the body is a good one");
        }
        parser.finish().expect("the body is a good one");
        content
    });
}
