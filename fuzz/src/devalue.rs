//! Decoding devalue text (S-155…S-160, R-50, R-51). The input is the text.

use formwork_wire::devalue::tree::{Id, Tree};
use formwork_wire::devalue::{decode, encode, expression, unflatten};

/// How much longer than its input an encoding can be: the longest way is an index of one digit that gets
/// more of them, or `<`, which becomes six characters.
const GROWTH: usize = 16;
/// As an expression short texts are repeated instead of being referred to.
const EXPRESSION_GROWTH: usize = 48;

/// What decodes encodes again, to a text of bounded size that decodes to the same; as an expression it is
/// inert in HTML (S-139, S-186).
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut tree = Tree::with_revivers(["V", "W", "Date"]);
    let root = match decode(&text, &mut tree) {
        Ok(root) => root,
        Err(error) => {
            assert!(error.at <= text.len(), "an error has its place in the text");
            return;
        }
    };
    let first = write(&mut tree, root);
    assert!(first.len() <= GROWTH * text.len() + 64, "{} bytes became {}", text.len(), first.len());
    assert!(!first.contains(['<', '\u{2028}', '\u{2029}']), "S-150: {first}");

    let (mut again, root_again) = read(&first);
    assert_eq!(write(&mut again, root_again), first, "decoded and encoded again");

    let source = expression(&again, root_again, "hook");
    assert!(!source.contains(['<', '\u{2028}', '\u{2029}']), "S-139: {source}");
    assert!(
        source.len() <= EXPRESSION_GROWTH * text.len() + 64,
        "{} bytes became {}",
        text.len(),
        source.len()
    );

    // The JSON crate cannot hold lone surrogates, so not every text gets there (S-160).
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(&first) {
        let mut tree = Tree::with_revivers(["V", "W", "Date"]);
        assert!(unflatten(&value, &mut tree).is_ok(), "{first}");
    }
}

fn read(text: &str) -> (Tree, Id) {
    let mut tree = Tree::with_revivers(["V", "W", "Date"]);
    let root = decode(text, &mut tree).unwrap_or_else(|error| panic!("own text {text}: {error}"));
    (tree, root)
}

fn write(tree: &mut Tree, root: Id) -> String {
    encode(tree, &root).unwrap_or_else(|error| panic!("what was decoded does not encode: {error}"))
}
