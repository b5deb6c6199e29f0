use super::*;
use crate::devalue::tree::{Id, Node, Str, Tree};
use std::collections::BTreeMap;

fn number(tree: &mut Tree, value: f64) -> Id {
    tree.add(Node::Number(value))
}

fn text_of(mut tree: Tree, root: Id) -> String {
    encode(&mut tree, &root).unwrap()
}

#[test]
fn s144_sentinels_at_the_root() {
    for (value, text) in
        [(f64::NAN, "-3"), (f64::INFINITY, "-4"), (f64::NEG_INFINITY, "-5"), (-0.0, "-6"), (0.0, "[0]")]
    {
        let mut tree = Tree::default();
        let root = number(&mut tree, value);
        assert_eq!(text_of(tree, root), text);
    }
}

#[test]
fn s146_equality_is_within_a_type() {
    let mut tree = Tree::default();
    let items = [
        Node::Number(1.0),
        Node::String("1".into()),
        Node::Boolean(true),
        Node::BigInt("1".into()),
        Node::Number(1.0),
        Node::String("1".into()),
        Node::Boolean(true),
        Node::BigInt("1".into()),
        Node::Null,
        Node::String("null".into()),
        Node::Null,
    ]
    .map(|node| tree.add(node));
    let root = tree.list(&items);
    assert_eq!(text_of(tree, root), r#"[[1,2,3,4,1,2,3,4,5,6,5],1,"1",true,["BigInt","1"],null,"null"]"#);
}

#[test]
fn s148_numbers_are_javascripts() {
    for (value, text) in [
        (0.5, "[0.5]"),
        (1e21, "[1e+21]"),
        (1e-7, "[1e-7]"),
        (-1.0, "[-1]"),
        (123_456_789_012_345_680_000.0, "[123456789012345680000]"),
        (5e-324, "[5e-324]"),
        (f64::MAX, "[1.7976931348623157e+308]"),
        (2_147_483_648.0, "[2147483648]"),
        (0.1 + 0.2, "[0.30000000000000004]"),
    ] {
        let mut tree = Tree::default();
        let root = number(&mut tree, value);
        assert_eq!(text_of(tree, root), text);
    }
}

#[test]
fn s151_sparse_or_dense() {
    // (length, indices set to 1, expected); recorded from the reference encoder.
    for (length, present, expected) in [
        (1, &[][..], "[[-2]]"),
        (3, &[], "[[-7,3]]"),
        (4, &[3], "[[-7,4,3,1],1]"),
        (10, &[], "[[-7,10]]"),
        (3, &[1], "[[-2,1,-2],1]"),
        (101, &[100], "[[-7,101,100,1],1]"),
        (6, &[0, 1, 2, 3, 4], "[[1,1,1,1,1,-2],1]"),
        (u32::MAX, &[7], "[[-7,4294967295,7,1],1]"),
    ] {
        let mut tree = Tree::default();
        let one = number(&mut tree, 1.0);
        let elements: BTreeMap<u32, Id> = present.iter().map(|index| (*index, one)).collect();
        let root = tree.add(Node::Array { length, elements });
        assert_eq!(text_of(tree, root), expected, "{length} {present:?}");
    }
    // Elements before the first hole were met already when the form is chosen.
    let mut tree = Tree::default();
    let items: Vec<Id> = (0..3).map(|n| tree.text(&format!("item {n}"))).collect();
    let elements = [(0, items[0]), (1, items[1]), (99, items[2])].into();
    let root = tree.add(Node::Array { length: 100, elements });
    assert_eq!(text_of(tree, root), r#"[[-7,100,0,1,1,2,99,3],"item 0","item 1","item 2"]"#);
}

#[test]
fn s153_visible_bytes_only() {
    /// One view onto a pool.
    struct Pool;
    impl Source for Pool {
        type Value = u8;
        type Key = ();
        type Error = ();
        fn kind(&mut self, value: &u8) -> Result<Kind, ()> {
            let class = if *value == 0 { Class::Array(2) } else { Class::View };
            Ok(Kind::Object { identity: usize::from(*value), class })
        }
        fn text<R>(&mut self, _: &u8, _: Facet, _: impl FnOnce(Text<'_>) -> R) -> Result<R, ()> {
            Err(())
        }
        fn keys(&mut self, _: &u8) -> Result<Vec<()>, ()> {
            Err(())
        }
        fn key_text<R>(&mut self, (): &(), _: impl FnOnce(Text<'_>) -> R) -> Result<R, ()> {
            Err(())
        }
        fn property(&mut self, _: &u8, (): &()) -> Result<u8, ()> {
            Err(())
        }
        fn element(&mut self, _: &u8, _: u32) -> Result<Option<u8>, ()> {
            Ok(Some(1))
        }
        fn present(&mut self, _: &u8) -> Result<Vec<u32>, ()> {
            Err(())
        }
        fn set_values(&mut self, _: &u8) -> Result<Vec<u8>, ()> {
            Err(())
        }
        fn map_entries(&mut self, _: &u8) -> Result<Vec<(u8, u8)>, ()> {
            Err(())
        }
        fn unboxed(&mut self, _: &u8) -> Result<u8, ()> {
            Err(())
        }
        fn view(&mut self, _: &u8) -> Result<SourceView<u8>, ()> {
            Ok(SourceView { kind: crate::devalue::ViewKind::Uint8, buffer: Buffer::Visible, window: None })
        }
        fn bytes<R>(&mut self, _: &u8, lend: impl FnOnce(&[u8]) -> R) -> Result<R, ()> {
            Ok(lend(&[1, 2, 3]))
        }
    }
    assert_eq!(encode(&mut Pool, &0).unwrap(), r#"[[1,1],["Uint8Array",2],["ArrayBuffer","AQID"]]"#);
}

/// S-154; the offending value is always one of a custom type that has no reducer.
#[test]
fn s154_paths() {
    /// A tree whose `Custom` nodes cannot be reduced.
    struct Strict(Tree);
    impl Source for Strict {
        type Value = Id;
        type Key = (Str, Id);
        type Error = std::convert::Infallible;
        fn kind(&mut self, value: &Id) -> Result<Kind, Self::Error> {
            self.0.kind(value)
        }
        fn text<R>(&mut self, v: &Id, f: Facet, lend: impl FnOnce(Text<'_>) -> R) -> Result<R, Self::Error> {
            Source::text(&mut self.0, v, f, lend)
        }
        fn keys(&mut self, object: &Id) -> Result<Vec<(Str, Id)>, Self::Error> {
            self.0.keys(object)
        }
        fn key_text<R>(
            &mut self,
            key: &(Str, Id),
            lend: impl FnOnce(Text<'_>) -> R,
        ) -> Result<R, Self::Error> {
            self.0.key_text(key, lend)
        }
        fn property(&mut self, object: &Id, key: &(Str, Id)) -> Result<Id, Self::Error> {
            Source::property(&mut self.0, object, key)
        }
        fn element(&mut self, array: &Id, index: u32) -> Result<Option<Id>, Self::Error> {
            self.0.element(array, index)
        }
        fn present(&mut self, array: &Id) -> Result<Vec<u32>, Self::Error> {
            self.0.present(array)
        }
        fn set_values(&mut self, set: &Id) -> Result<Vec<Id>, Self::Error> {
            self.0.set_values(set)
        }
        fn map_entries(&mut self, map: &Id) -> Result<Vec<(Id, Id)>, Self::Error> {
            self.0.map_entries(map)
        }
        fn unboxed(&mut self, boxed: &Id) -> Result<Id, Self::Error> {
            self.0.unboxed(boxed)
        }
        fn view(&mut self, view: &Id) -> Result<SourceView<Id>, Self::Error> {
            Source::view(&mut self.0, view)
        }
        fn bytes<R>(&mut self, value: &Id, lend: impl FnOnce(&[u8]) -> R) -> Result<R, Self::Error> {
            self.0.bytes(value, lend)
        }
    }
    let bad = |tree: &mut Tree| {
        let payload = tree.text("x");
        tree.add(Node::Custom { name: "X".into(), payload })
    };
    let path = |build: &dyn Fn(&mut Tree) -> Id| {
        let mut tree = Tree::default();
        let root = build(&mut tree);
        let error = encode(&mut Strict(tree), &root).unwrap_err();
        assert_eq!(error.kind, EncodeErrorKind::Unsupported(Unsupported::Instance));
        error.path
    };
    let under = |key: &'static str| {
        path(&move |tree: &mut Tree| {
            let bad = bad(tree);
            tree.plain(&[("ok", bad)]);
            tree.plain(&[(key, bad)])
        })
    };
    assert_eq!(path(&|tree| bad(tree)), "");
    assert_eq!(under("a"), ".a");
    assert_eq!(under("$a_1"), ".$a_1");
    assert_eq!(under("9a"), "[\"9a\"]");
    assert_eq!(under("\u{e9}"), "[\"\u{e9}\"]");
    assert_eq!(under("<\"x"), "[\"\\u003C\\\"x\"]");
    let nested = path(&|tree| {
        let (bad, one) = (bad(tree), tree.text("1"));
        let list = tree.list(&[one, bad]);
        let inner = tree.plain(&[("first", one), ("c", list)]);
        tree.plain(&[("a-b", inner)])
    });
    assert_eq!(nested, "[\"a-b\"].c[1]");
    let sparse = path(&|tree| {
        let bad = bad(tree);
        tree.add(Node::Array { length: 2_000, elements: [(1_000, bad)].into() })
    });
    assert_eq!(sparse, "[1000]");
    for (key, expected) in [
        (Node::String("k\"".into()), ".get(\"k\\\"\")"),
        (Node::Number(1.5), ".get(1.5)"),
        (Node::Null, ".get(null)"),
        (Node::BigInt("1".into()), ".get(1n)"),
        (Node::Set(Vec::new()), ".get(...)"),
    ] {
        let path = path(&|tree| {
            let (bad, key) = (bad(tree), tree.add(key.clone()));
            let map = tree.add(Node::Map(vec![(key, bad)]));
            let set = tree.add(Node::Set(vec![map]));
            tree.plain(&[("m", set)])
        });
        assert_eq!(path, format!(".m{expected}"));
    }
    let key = path(&|tree| {
        let bad = bad(tree);
        tree.add(Node::Map(vec![(bad, bad)]))
    });
    assert_eq!(key, ".get(...)");
}

#[test]
fn s152_proto_keys_are_errors() {
    for null_prototype in [true, false] {
        let mut tree = Tree::default();
        let one = number(&mut tree, 1.0);
        let properties = vec![(Str::from("__proto__"), one)];
        let inner = tree.add(Node::Object { null_prototype, properties });
        let root = tree.list(&[inner]);
        let error = encode(&mut tree, &root).unwrap_err();
        assert_eq!(
            (error.path.as_str(), error.kind),
            ("[0]", EncodeErrorKind::Unsupported(Unsupported::ProtoKey))
        );
    }
}

#[test]
fn r50_depth_and_size() {
    let mut tree = Tree::default();
    let mut root = tree.text("bottom");
    for _ in 0..100_000 {
        root = tree.plain(&[("a", root)]);
    }
    let text = encode(&mut tree, &root).unwrap();
    assert!(text.starts_with(r#"[{"a":1},{"a":2},"#));
    assert!(text.ends_with(r#",{"a":100000},"bottom"]"#));
    let limited = Encoder { max_bytes: 1_000 };
    assert_eq!(limited.encode(&mut tree, &root).unwrap_err().kind, EncodeErrorKind::TooLarge);
}
