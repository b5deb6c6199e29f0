//! What an Accept header prefers (S-14…S-21, S-62). The first line of the input is a method, the second a
//! candidate, the rest is the header.

use crate::input::Lines;
use formwork_wire::accept::{prefer, prefers_endpoint, wants_json, wants_json_error};

/// Only what is offered is picked; a choice among several is consistent with the choices among two; blanks
/// between pieces and pieces that are none mean nothing; the decisions built on the rule agree with it.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let mut lines = Lines::new(data);
    let method = lines.text();
    let own = lines.text();
    let accept = lines.rest_text();
    let candidates = ["application/json", "text/html", "*/*", &own, "no-type"];

    choices(&accept, &candidates);
    let roomy = accept.replace(',', ",\t ");
    let noisy = accept.replace(',', ",,none,/,");
    for offered in [&candidates[..2], &candidates[..]] {
        let choice = prefer(&accept, offered);
        assert!(choice.is_none_or(|choice| offered.contains(&choice)), "{choice:?} was not offered");
        assert_eq!(prefer(&roomy, offered), choice, "{roomy:?}");
        assert_eq!(prefer(&noisy, offered), choice, "{noisy:?}");
    }
    assert_eq!(prefer(&accept, &[]), None);

    let json = prefer(&accept, &["application/json", "text/html"]) == Some("application/json");
    assert_eq!(wants_json(Some(&accept)), json);
    assert_eq!(wants_json_error(Some(&accept)), json && !accept.is_empty());
    let endpoint = prefers_endpoint(&method, Some(&accept), None);
    if matches!(&*method, "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "QUERY") {
        assert!(endpoint);
    } else {
        assert_eq!(endpoint, prefer(&accept, &["*/*", "text/html"]) != Some("text/html"));
    }
    // S-17: that header keeps a POST, and nothing else, from the endpoint.
    let forced = prefers_endpoint(&method, Some(&accept), Some("true"));
    assert_eq!(forced, endpoint && method != "POST");
    assert_eq!(
        prefers_endpoint(&method, Some(&accept), Some(&own)),
        if own == "true" { forced } else { endpoint }
    );
}

/// The winner wins against each of the others alone, whatever comes first; there is none only if there is
/// none for each alone.
fn choices(accept: &str, candidates: &[&str]) {
    let winner = prefer(accept, candidates);
    for candidate in candidates {
        let alone = prefer(accept, &[candidate]);
        assert!(alone.is_none_or(|alone| alone == *candidate));
        let Some(winner) = winner else {
            assert_eq!(alone, None);
            continue;
        };
        assert_eq!(prefer(accept, &[winner]), Some(winner));
        let (first, second) = (prefer(accept, &[winner, candidate]), prefer(accept, &[candidate, winner]));
        assert_eq!(first, Some(winner));
        // Only in a tie does the order count.
        assert!(second == Some(winner) || second == alone);
        if alone.is_none() {
            assert_eq!(second, Some(winner));
        }
    }
}
