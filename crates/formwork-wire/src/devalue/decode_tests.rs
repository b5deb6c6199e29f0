use super::*;
use crate::devalue::encode;
use crate::devalue::tree::{Id, Node, Tree, TreeError};

fn read(text: &str) -> Result<(Tree, Id), DecodeErrorKind<TreeError>> {
    let mut tree = Tree::with_revivers(["V", "W"]);
    let root = decode(text, &mut tree).map_err(|error| error.kind)?;
    Ok((tree, root))
}

/// S-161, left to right and back: each of these texts decodes to a graph that encodes to the same text.
#[test]
fn s161_vectors_round_trip() {
    for text in [
        "-1",
        "-3",
        "-4",
        "-5",
        "-6",
        "[null]",
        r#"[["BigInt","12"]]"#,
        r#"[{"a":1,"b":2,"c":3},1,"x",{"d":1}]"#,
        r#"[{"a":1,"b":1,"c":2,"d":2,"e":3,"f":3,"g":4,"h":4},"x",1,true,null]"#,
        r#"[[1,1],{"z":2},1]"#,
        r#"[{"self":0}]"#,
        "[[1,2,4],1,[3],2,[]]",
        r#"[[-2,1,-2],"b"]"#,
        "[[-7,101,100,1],1]",
        "[[-1,1],null]",
        r#"[{"a":-1}]"#,
        r#"[{"1":1,"2":2,"b":3,"a":4},"y","x",1,2]"#,
        r#"[["Map",1,2,3,1],"k",1,{"a":2}]"#,
        r#"[["Set",1,2],1,"a"]"#,
        r#"[["Map",1,0],"self"]"#,
        r#"[["RegExp","x","gu"]]"#,
        r#"[["RegExp","x"]]"#,
        r#"[["Date","1970-01-01T00:00:00.000Z"]]"#,
        r#"[["Date",""]]"#,
        r#"[["Uint8Array",1,1,2],["ArrayBuffer","AQIDBA=="]]"#,
        r#"[[1,3],["Uint8Array",2],["ArrayBuffer","AQIDBA=="],["Uint16Array",2]]"#,
        r#"[[1,3,5,7],["Object",2],1,["Object",4],"a",["Object",6],true,["Object",8],["BigInt","2"]]"#,
        r#"[["null","a",1],1]"#,
        r#"[["null"]]"#,
        r#"[[1,1],["V",2],[3,4],1,2]"#,
        r#"[["V",1],[2,6],["V",3],[4,5],1,2,3]"#,
        r#"[["V",1],["W",2],["V",3],"deep"]"#,
        r#"[["V",-1]]"#,
        r#"[["URL","http://a.b/%C3%A9%3C"]]"#,
        r#"[["URLSearchParams","a=1&b=%3C"]]"#,
        r#"[["Temporal.PlainDate","2025-01-01"]]"#,
        r#"[["DataView",1,1,2],["ArrayBuffer","AAAAAA=="]]"#,
        r#"[["Object",-6]]"#,
        "[[-7,4294967295]]",
        "[1e+21]",
        r#"["\u003C/script>\u2028\ud800"]"#,
        r#"[{"\udc00":1},1]"#,
    ] {
        let (mut tree, root) = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(encode(&mut tree, &root).unwrap(), text);
    }
}

/// S-155…S-159, R-51.
#[test]
fn bad_texts_are_errors() {
    use DecodeErrorKind as E;
    for (text, kind) in [
        ("", E::Syntax),
        ("[]", E::Syntax),
        ("{}", E::Syntax),
        ("null", E::Syntax),
        ("true", E::Syntax),
        ("\"x\"", E::Syntax),
        ("1", E::Reference),
        ("-2", E::Reference),
        ("-7", E::Reference),
        ("[[1]]", E::Reference),
        ("[[1.5]]", E::Reference),
        ("[[-8]]", E::Reference),
        ("[[true]]", E::Reference),
        ("[[1e300]]", E::Reference),
        (r#"[{"a":-2}]"#, E::Reference),
        (r#"[["Set",-2]]"#, E::Reference),
        (r#"[["Map",1],1]"#, E::Reference),
        (r#"[["null","a"]]"#, E::Reference),
        (r#"[["null",1,1]]"#, E::Payload("null")),
        (r#"[["Foo",0]]"#, E::UnknownType("Foo".into())),
        (r#"[["__proto__",0]]"#, E::UnknownType("__proto__".into())),
        (r#"[["Date"]]"#, E::Payload("Date")),
        (r#"[["Date",1],0]"#, E::Payload("Date")),
        (r#"[["BigInt","x"]]"#, E::Payload("BigInt")),
        (r#"[["BigInt",""]]"#, E::Payload("BigInt")),
        (r#"[["BigInt","-"]]"#, E::Payload("BigInt")),
        (r#"[["RegExp","a",1]]"#, E::Payload("RegExp")),
        (r#"[["ArrayBuffer","!!!"]]"#, E::Payload("ArrayBuffer")),
        (r#"[["ArrayBuffer",1],"AQ=="]"#, E::Payload("ArrayBuffer")),
        (r#"[["ArrayBuffer","AQ="]]"#, E::Payload("ArrayBuffer")),
        (r#"[["Object",1],{"a":1}]"#, E::Payload("Object")),
        (r#"[["Object",1],null]"#, E::Payload("Object")),
        (r#"[["Object",1],["Date",""]]"#, E::Payload("Object")),
        (r#"[["Object",0]]"#, E::Payload("Object")),
        (r#"[["Object",-1]]"#, E::Payload("Object")),
        (r#"[["Uint8Array",1],["Uint8Array",2],["ArrayBuffer","AQ=="]]"#, E::Payload("Uint8Array")),
        (r#"[["Uint8Array",1,0],["ArrayBuffer","AQ=="]]"#, E::Payload("Uint8Array")),
        (r#"[["Uint8Array",1,-1,1],["ArrayBuffer","AQ=="]]"#, E::Payload("Uint8Array")),
        (r#"[["Uint8Array",1,1,9],["ArrayBuffer","AQ=="]]"#, E::Sink(TreeError::View)),
        (r#"[["Uint16Array",1],["ArrayBuffer","AQ=="]]"#, E::Sink(TreeError::View)),
        (r#"[["URL","x"]]"#, E::Sink(TreeError::Url)),
        ("[[-7]]", E::Reference),
        ("[[-7,4294967296]]", E::Reference),
        ("[[-7,-1]]", E::Reference),
        ("[[-7,3,5,1],1]", E::Reference),
        ("[[-7,3,0]]", E::Reference),
        ("[[-7,3,0,-2]]", E::Reference),
        (r#"[{"__proto__":0}]"#, E::ProtoKey),
        (r#"[["null","__proto__",1],1]"#, E::ProtoKey),
        (r#"[["V",0]]"#, E::Circular),
        (r#"[["V",1],["W",0]]"#, E::Circular),
        (r#"[["V",1],[0]]"#, E::Circular),
        (r#"[["V"]]"#, E::Reference),
        (r#"[["V",9]]"#, E::Reference),
    ] {
        assert_eq!(read(text).map(|_| ()), Err(kind), "{text}");
    }
}

#[test]
fn s156_cycles_and_sharing() {
    let (tree, root) = read(r#"[{"a":1,"b":1,"me":0},{"parent":0}]"#).unwrap();
    let a = tree.property(root, "a").unwrap();
    assert_eq!(tree.property(root, "b"), Some(a));
    assert_eq!(tree.property(root, "me"), Some(root));
    assert_eq!(tree.property(a, "parent"), Some(root));
}

#[test]
fn s158_a_reviver_wins_over_a_built_in_and_takes_inline_text() {
    let mut tree = Tree::with_revivers(["Date"]);
    let root = decode(r#"[["Date","1970-01-01T00:00:00.000Z"]]"#, &mut tree).unwrap();
    assert!(matches!(tree.get(root), Node::Custom { name, .. } if name == "Date"));
}

/// A payload is complete before its reviver runs, whatever hangs below it.
#[test]
fn s158_payloads_are_complete() {
    let (tree, root) = read(r#"[["V",1],{"a":2,"b":4},{"c":3},[4],"x"]"#).unwrap();
    let Node::Custom { payload, .. } = tree.get(root) else { panic!() };
    let a = tree.property(*payload, "a").unwrap();
    // Nodes are numbered as they are built: the custom value comes after everything in its payload.
    assert!(root > tree.property(a, "c").unwrap());
    assert!(root > tree.property(*payload, "b").unwrap());
}

#[test]
fn r50_r51_depth_and_size_are_no_matter() {
    // 100 000 nested arrays.
    let mut text = String::from("[[1]");
    for level in 2..=100_000 {
        text.push_str(&format!(",[{level}]"));
    }
    text.push_str(",[]]");
    let (mut tree, root) = read(&text).unwrap();
    assert_eq!(encode(&mut tree, &root).unwrap(), text);
    // 100 000 nested custom values.
    let mut text = String::from(r#"[["V",1]"#);
    for level in 2..=100_000 {
        text.push_str(&format!(r#",["V",{level}]"#));
    }
    text.push_str(",1]");
    assert!(read(&text).is_ok());
    // JSON nesting is a syntax error, found without recursion.
    let nested = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    assert_eq!(read(&nested).map(|_| ()), Err(DecodeErrorKind::Syntax));
}

#[test]
fn s160_unflatten() {
    let mut tree = Tree::default();
    let json: serde_json::Value = serde_json::from_str(r#"[{"a":1},"x"]"#).unwrap();
    let root = unflatten(&json, &mut tree).unwrap();
    assert!(tree.property(root, "a").is_some());
}
