//! Requests of two users at the same time, which wait in every way and never see each other: S-13, S-105, F-133,
//! F-202, R-62.
//!
//! `INTERLEAVED=200000` sends that many instead of a few.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::flat;
use crate::http::{BROWSER, Connection};
use crate::server::users;

/// Connections at a time.
const CONNECTIONS: usize = 64;

fn request(user: &str, native: bool) -> String {
    let body = format!("user={user}");
    format!(
        "POST /?user={user} HTTP/1.1\r\nhost: formwork.test\r\norigin: http://formwork.test\r\nx-user: {user}\r\n\
         cookie: user={user}\r\naccept: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        if native { BROWSER } else { "application/json" },
        body.len()
    )
}

/// Asserts that everything in the list is the user.
fn only(user: &str, seen: &Value) {
    let seen = seen.as_array().expect("a list");
    let others: Vec<_> = seen.iter().enumerate().filter(|(_, name)| *name != user).collect();
    assert!(others.is_empty(), "a request of {user} saw {others:?} of {}", seen.len());
}

#[test]
fn s105_r62_two_users_never_mix() {
    let wanted = std::env::var("INTERLEAVED").map_or(1_500, |count| count.parse().expect("a number"));
    let sent = AtomicUsize::new(0);
    let one_connection = |at: usize| {
        let mut connection = Connection::open(users());
        loop {
            let number = sent.fetch_add(1, Ordering::Relaxed);
            if number >= wanted {
                return;
            }
            // Neighbours are of different users, and each sends both kinds of request.
            let user = if (at + number).is_multiple_of(2) { "ada" } else { "grace" };
            let native = number.is_multiple_of(8);
            connection.write(request(user, native).as_bytes());
            let r = connection.read("POST");
            assert_eq!(r.status, 200, "{}", r.lossy());
            assert_eq!(r.header("x-seen"), Some(user));
            assert_eq!(r.cookies(), [format!("seen={user}; Path=/; HttpOnly; Secure; SameSite=Lax")]);
            let form = if native {
                let page = r.json_of("page");
                assert_eq!((&page["page"], &page["data"]["user"]), (&json!(user), &json!(user)));
                only(user, &page["data"]["load"]);
                only(user, &page["rendered"]);
                assert_eq!(page["rendered"].as_array().map(Vec::len), Some(2));
                page["form"].clone()
            } else {
                flat::decode(r.json()["data"].as_str().expect("data"))
            };
            assert_eq!(form["user"], user);
            only(user, &form["seen"]);
            assert!(form["seen"].as_array().is_some_and(|seen| seen.len() > 150));
        }
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..CONNECTIONS)
            .map(|at| {
                let one_connection = &one_connection;
                scope.spawn(move || one_connection(at))
            })
            .collect();
        for one in all {
            one.join().expect("what a user saw");
        }
    });
}
