//! Bodies of any size to measure parsers with.
//!
//! All are made of the same few pieces, repeated, so that a body ten times as large asks for ten times the
//! work and nothing else: what the benchmark shows beyond that is the parser's.

use formwork_wire::devalue::tree::{Id, Tree};

/// The boundary of the multipart bodies, as long as those of browsers.
pub const BOUNDARY: &str = "----WebKitFormBoundaryAbCdEfGhIjKlMnOp";

/// Sizes to measure, in bytes: the first ones fit the processor's caches, the last ones do not.
pub const SIZES: [usize; 6] = [1 << 10, 16 << 10, 256 << 10, 4 << 20, 32 << 20, 100 << 20];

/// `application/x-www-form-urlencoded` as a browser sends it: short fields, some of them escaped.
#[must_use]
pub fn urlencoded(size: usize) -> Vec<u8> {
    repeat(b"name=Ada+Lovelace&city=Z%C3%BCrich&note=plain-text-of-some-length&", size)
}

/// `application/x-www-form-urlencoded` in which every byte is an escape: the slowest there is.
#[must_use]
pub fn urlencoded_escaped(size: usize) -> Vec<u8> {
    let mut body = b"text=".to_vec();
    body.extend(repeat(b"%E2%82%AC", size.saturating_sub(body.len())));
    body
}

/// A form with one file that fills it.
#[must_use]
pub fn one_file(size: usize) -> Vec<u8> {
    // Bytes of every value, so that line breaks and dashes occur as often as in real files.
    let content: Vec<u8> = (0..=u8::MAX).map(|byte| byte.wrapping_mul(167)).collect();
    file(&content, size)
}

/// A form with one file that repeats the beginning of the boundary, which is all but its last byte.
#[must_use]
pub fn near_boundaries(size: usize) -> Vec<u8> {
    file(format!("\r\n--{}", &BOUNDARY[..BOUNDARY.len() - 1]).as_bytes(), size)
}

/// A form of many small text fields.
#[must_use]
pub fn many_fields(size: usize) -> Vec<u8> {
    let field =
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\nAda Lovelace\r\n");
    let mut body = field.repeat((size / field.len()).max(1)).into_bytes();
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// A list of records such as a page's data: about `size` bytes when encoded. No two records share a value,
/// so that nothing is saved by referring back.
#[must_use]
pub fn records(size: usize) -> (Tree, Id) {
    const ENCODED: usize = 92;
    let mut tree = Tree::default();
    let rows: Vec<Id> = (0..(size / ENCODED).max(1))
        .map(|row| {
            let id = tree.text(&format!("id-{row}"));
            let title = tree.text(&format!("The title of record {row}"));
            let tag = tree.text(&format!("tag {row}"));
            let tags = tree.list(&[tag]);
            tree.plain(&[("id", id), ("title", title), ("tags", tags)])
        })
        .collect();
    let root = tree.list(&rows);
    (tree, root)
}

fn file(content: &[u8], size: usize) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    )
    .into_bytes();
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    body.extend(repeat(content, size.saturating_sub(body.len() + end.len())));
    body.extend_from_slice(end.as_bytes());
    body
}

fn repeat(piece: &[u8], size: usize) -> Vec<u8> {
    piece.iter().copied().cycle().take(size).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use formwork_wire::devalue::encode;
    use formwork_wire::form::Limits;
    use formwork_wire::multipart::Parser;
    use formwork_wire::urlencoded;

    /// A benchmark of bodies that are refused at once would show wonderful figures.
    #[test]
    fn bodies_are_accepted_and_of_their_size() {
        let size = 64 << 10;
        for body in [urlencoded(size), urlencoded_escaped(size)] {
            assert_eq!(body.len(), size);
            assert!(urlencoded::parse(&body, &Limits::generous()).is_ok());
        }
        for body in [one_file(size), near_boundaries(size), many_fields(size)] {
            assert!(body.len().abs_diff(size) < 300, "{}", body.len());
            let mut parser = Parser::new(BOUNDARY, Limits::generous()).unwrap();
            parser.push(&body, |_| {}).unwrap();
            parser.finish().unwrap();
        }
        let (mut tree, root) = records(size);
        let length = encode(&mut tree, &root).unwrap().len();
        assert!(length.abs_diff(size) < size / 10, "{length}");
    }
}
