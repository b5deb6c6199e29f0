//! Components that await while they are rendered, `compilerOptions.experimental.async`: F-47.

use crate::server::awaiting;

/// F-47: the document has what was awaited, in components, in the head, in attributes of a form's result.
#[test]
fn f47_awaited_on_the_server() {
    let r = awaiting().get("/?who=ada").native().send();
    assert_eq!(r.status, 200, "{}", r.lossy());
    for (id, text) in [
        ("first", "first ada ada"),
        ("double", "0"),
        ("promised", "streamed"),
        ("form", "no form"),
        ("pending", "pending"),
    ] {
        assert_eq!(r.text_of(id).as_deref(), Some(text), "{id}: {}", r.text());
    }
    assert!(r.text().contains("<title>Titled</title>"));
    assert_eq!(r.text_of("part"), None, "a boundary with `pending` leaves it to the browser");
    let r = awaiting().post("/").form("text=sent").native().send();
    assert_eq!((r.status, r.text_of("form").as_deref()), (200, Some("sent")));
}

/// F-47, F-93: a promise that fails is an error of the component, with what an asynchronous `handleError` makes of it.
#[test]
fn f47_f93_failing() {
    let r = awaiting().get("/fails").native().send();
    assert_eq!(
        (r.status, r.text_of("error").as_deref()),
        (500, Some("500 unknown: secret of async")),
        "{}",
        r.text()
    );
}

/// F-47, F-202, S-105: renders that wait at the same time do not see each other's page.
#[test]
fn f47_f202_requests_do_not_mix() {
    std::thread::scope(|scope| {
        let requests: Vec<_> = (0..8)
            .map(|n| scope.spawn(move || (n, awaiting().get(&format!("/?who=user{n}")).native().send())))
            .collect();
        for request in requests {
            let (n, r) = request.join().expect("an answer");
            assert_eq!(r.text_of("first"), Some(format!("first user{n} user{n}")));
        }
    });
}
