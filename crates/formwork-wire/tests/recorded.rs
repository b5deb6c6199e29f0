//! Recorded vectors: what the reference (and, for urlencoded bodies, the URL standard's own
//! implementation in a JavaScript engine) answered to generated input. One line of a fixture is one case.

use formwork_wire::devalue::tree::Tree;
use formwork_wire::form::Limits;
use formwork_wire::manifest::Route;
use formwork_wire::route::{RouteId, RouteTable};
use formwork_wire::{accept, devalue, urlencoded};
use serde_json::Value;
use std::convert::Infallible;

fn cases(text: &str) -> impl Iterator<Item = Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// S-144…S-160: each text decodes to a graph that encodes to the same text.
#[test]
fn devalue_texts() {
    for text in include_str!("fixtures/devalue.txt").lines() {
        let mut tree = Tree::default();
        let root = devalue::decode(text, &mut tree).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(devalue::encode(&mut tree, &root).unwrap(), text);
    }
}

/// S-121, R-12: `[body, pairs, serialised]`.
#[test]
fn urlencoded_bodies() {
    for case in cases(include_str!("fixtures/urlencoded.jsonl")) {
        let body = case[0].as_str().unwrap();
        let fields = urlencoded::parse(body.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(serde_json::to_value(&fields).unwrap(), case[1], "{body:?}");
        assert_eq!(urlencoded::serialize(fields), case[2].as_str().unwrap(), "{body:?}");
    }
}

/// F-20…F-27: `[route, path, params or null]`; matcher `no` refuses, `yes` accepts, `num` wants digits.
#[test]
fn routes_and_paths() {
    for case in cases(include_str!("fixtures/routes.jsonl")) {
        let (id, path) = (case[0].as_str().unwrap(), case[1].as_str().unwrap());
        let parsed = RouteId::parse(id).unwrap();
        let route =
            Route { id: id.into(), pattern: parsed.pattern(), params: parsed.params(), ..Route::default() };
        let table = RouteTable::new(&[route]).unwrap();
        let found = table.find(path, |param, text| {
            let accepted = match param.matcher.as_deref() {
                Some("no") => false,
                Some("num") => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
                _ => true,
            };
            Ok::<_, Infallible>(accepted.then(|| Value::from(text)))
        });
        let params = found.unwrap().map(|found| {
            found
                .params
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
        });
        assert_eq!(serde_json::to_value(params).unwrap(), case[2], "{id} {path}");
    }
}

/// S-14: `[header, preferred of JSON and HTML, preferred of anything and HTML]`.
#[test]
fn accept_headers() {
    for case in cases(include_str!("fixtures/accept.jsonl")) {
        let header = case[0].as_str().unwrap();
        let found = accept::prefer(header, &["application/json", "text/html"]);
        assert_eq!(found, case[1].as_str(), "{header:?}");
        let found = accept::prefer(header, &["*/*", "text/html"]);
        assert_eq!(found, case[2].as_str(), "{header:?}");
    }
}
