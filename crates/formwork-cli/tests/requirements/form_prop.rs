//! `form`, `page.form` and their neighbours during rendering: S-129…S-135.

use serde_json::{Value, json};

use crate::server::actions;

/// S-129: the page and every layout get the same object.
#[test]
fn s129_form_reaches_every_component() {
    let r = actions().post("/deep/mid/own?/ok").form("").native().send();
    for id in ["root-layout", "deep-layout", "mid-layout", "own-layout", "page"] {
        assert_eq!(r.json_of(id)["form"], json!({"ok": true}), "{id}");
    }
    assert_eq!(r.json_of("root-layout")["same"], true);
    let r = actions().post("/outcome?/fail").form("").native().send();
    assert_eq!(r.json_of("root-layout")["form"], json!({"missing": true}));
    assert_eq!(r.json_of("page")["same"], true);
}

/// S-130, S-133: nothing to a GET, though the URL may still name an action.
#[test]
fn s130_nothing_to_get() {
    for target in ["/outcome", "/outcome?/object", "/outcome?/fail"] {
        let r = actions().get(target).native().send();
        assert_eq!(r.status, 200);
        let page = r.json_of("page");
        assert_eq!(
            (&page["form"], &page["same"], &page["status"]),
            (&Value::Null, &json!(true), &json!(200))
        );
        assert_eq!(r.json_of("root-layout")["form"], Value::Null);
    }
    let r = actions().get("/nowhere").native().send();
    assert_eq!(r.json_of("error-page")["form"], Value::Null);
    assert_eq!(r.json_of("error-page")["page_form"], Value::Null);
}

/// S-132: `page.status`.
#[test]
fn s132_status() {
    for (action, status) in [("object", 200), ("nothing", 200), ("fail&status=418", 418)] {
        let r = actions().post(&format!("/outcome?/{action}")).form("").native().send();
        assert_eq!(r.json_of("page")["status"], status, "{action}");
    }
    let r = actions().post("/outcome?/error").form("").native().send();
    assert_eq!(r.json_of("error-page")["status"], 418);
    assert_eq!(actions().get("/nowhere").native().send().json_of("error-page")["status"], 404);
}

/// S-131: no round trip on the server: a Date is a Date and a Map is a Map while rendering.
#[test]
fn s131_values_arrive_as_they_are() {
    let r = actions().post("/outcome?/object").form("").native().send();
    let form = r.json_of("page")["form"].clone();
    assert_eq!(form["when"], "1970-01-01T00:00:00.000Z");
    assert_eq!(form["map"], json!({}), "a Map has no JSON of its own");
}

/// S-134: a load function does not see what the action returned.
#[test]
fn s134_loads_do_not_see_it() {
    let r = actions().post("/event?/headers").form("").native().send();
    assert_eq!(r.json_of("page")["form"], json!({"ok": true}));
    assert_eq!(r.json_of("page")["data"]["form"], false);
}

/// S-135, F-58: what `page` and `data` hold.
#[test]
fn s135_page_state() {
    let r = actions().post("/outcome?/object&q=1").form("").native().send();
    let page = r.json_of("page");
    for data in [&page["data"], &page["page_data"]] {
        assert_eq!(
            (&data["root"], &data["page"], &data["layer"]),
            (&json!("root"), &json!("page"), &json!("page"))
        );
    }
    assert_eq!(page["route"], "/outcome");
    assert_eq!(page["url"], "/outcome?/object&q=1", "with the action's name");
    assert_eq!((&page["params"], &page["page_params"]), (&json!({}), &json!({})));
    assert_eq!((&page["state"], &page["error"], &page["shallow"]), (&json!({}), &Value::Null, &Value::Null));

    let r = actions().post("/deep/mid/own?/ok").form("").native().send();
    assert_eq!(r.json_of("root-layout")["data"]["layer"], "root");
    assert_eq!(r.json_of("deep-layout")["data"]["layer"], "deep");
    assert_eq!(r.json_of("own-layout")["data"]["layer"], "own");
    assert_eq!(r.json_of("own-layout")["data"]["mid"], "mid");
    let page = r.json_of("page");
    assert_eq!(page["data"]["layer"], "page");
    assert_eq!(page["page_data"]["deep"], "deep");
}
