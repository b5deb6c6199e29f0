//! Reads the flat encoding of action and load data (devalue) into plain JSON, enough for what the fixtures return.

use serde_json::{Map, Value, json};

/// Decodes a text. `undefined` becomes the string `undefined`, other typed values `{"Type": [arguments…]}`.
pub(crate) fn decode(text: &str) -> Value {
    let parsed: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"));
    unflatten(&parsed)
}

/// The same for a value that was part of a larger document.
pub(crate) fn unflatten(parsed: &Value) -> Value {
    match parsed {
        Value::Number(_) => resolve(&[], parsed),
        Value::Array(values) => resolve(values, &json!(0)),
        _ => panic!("no flat encoding: {parsed}"),
    }
}

fn resolve(values: &[Value], reference: &Value) -> Value {
    let number = reference.as_i64().unwrap_or_else(|| panic!("no reference: {reference}"));
    let Ok(index) = usize::try_from(number) else {
        return match number {
            -1 => json!("undefined"),
            -2 => json!("hole"),
            -3 => json!("NaN"),
            -4 => json!("Infinity"),
            -5 => json!("-Infinity"),
            -6 => json!(-0.0),
            _ => panic!("unknown sentinel {number}"),
        };
    };
    match values.get(index).unwrap_or_else(|| panic!("reference {index} leads nowhere")) {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), resolve(values, value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => match items.split_first() {
            Some((Value::String(name), arguments)) if name == "null" => {
                let pairs = arguments.chunks(2).map(|pair| match pair {
                    [Value::String(key), value] => (key.clone(), resolve(values, value)),
                    _ => panic!("bad null-prototype object"),
                });
                pairs.collect::<Map<_, _>>().into()
            }
            Some((Value::String(name), arguments)) => {
                let arguments: Vec<_> = arguments
                    .iter()
                    .map(|item| if item.is_i64() { resolve(values, item) } else { item.clone() })
                    .collect();
                json!({ name.as_str(): arguments })
            }
            _ => items.iter().map(|item| resolve(values, item)).collect(),
        },
        plain => plain.clone(),
    }
}
