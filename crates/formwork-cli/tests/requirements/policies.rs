//! Content security policies beyond the nonce of every page: F-190, F-191, S-143.

use base64::Engine as _;
use sha2::{Digest, Sha256};

use crate::answer::Answer;
use crate::server::{App, csp, csp_hash, develop, is_reference};

/// What stands between `<script>` and `</script>` in a document, for scripts that run.
fn scripts(r: &Answer) -> Vec<String> {
    let text = r.text();
    let inside = |part: &str| {
        let (tag, rest) = part.split_once('>')?;
        let (script, _) = rest.split_once("</script")?;
        (!tag.contains("application/json") && !script.is_empty()).then(|| script.to_owned())
    };
    text.split("<script").skip(1).filter_map(inside).collect()
}

fn policy(r: &Answer) -> String {
    r.header("content-security-policy").unwrap_or_else(|| panic!("no policy: {:?}", r.headers)).to_owned()
}

/// F-190: with hashes every script that runs is in the policy, and nothing else.
#[test]
fn f190_hashes() {
    for r in [
        csp_hash().get("/").native().send(),
        csp_hash().post("/").form("").native().send(),
        csp_hash().get("/nowhere").native().send(),
    ] {
        let hashes: Vec<String> = scripts(&r)
            .iter()
            .map(|script| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script)))
            .map(|hash| format!(" 'sha256-{hash}'"))
            .collect();
        assert_eq!(hashes.len(), 1, "{}", r.text());
        assert_eq!(
            policy(&r),
            format!(
                "script-src 'self'{}; style-src 'unsafe-inline'; form-action 'self'; upgrade-insecure-requests",
                hashes.concat()
            )
        );
        assert!(!r.text().contains("nonce"), "{}", r.text());
    }
}

/// F-191: hashes cannot stream, for the header goes first: the document waits for its promises. The reference sends
/// scripts that browsers then refuse.
#[test]
fn f191_hashes_wait_for_promises() {
    let r = csp_hash().get("/?later").native().send();
    let scripts = scripts(&r);
    assert_eq!(scripts.len(), 2, "{}", r.text());
    for script in scripts {
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&script));
        assert!(policy(&r).contains(&format!("'sha256-{hash}'")), "{script}");
    }
    assert_eq!(r.header("content-length"), Some(r.body.len().to_string().as_str()));
    assert!(r.header("etag").is_some());
}

/// F-77, F-190: embedded responses are data, which a policy does not concern.
#[test]
fn f77_embedded_responses_have_no_nonce() {
    let r = csp().get("/fetched").native().send();
    let text = r.text();
    let (_, tag) = text.split_once("<script type=\"application/json\"").expect("an embedded response");
    assert!(!tag.split('>').next().unwrap_or_default().contains("nonce"), "{tag}");
}

/// F-190, S-143: shells and pages without client code have a policy as well; what is not a page has none.
#[test]
fn f190_every_document() {
    for (target, scripts) in [("/shell", 2), ("/plain", 1)] {
        let r = csp().get(target).native().send();
        let policy = policy(&r);
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        // A page without scripts of ours needs no nonce; the one of the template is there anyway.
        assert_eq!(nonce.is_some(), scripts == 2, "{target}: {policy}");
        assert_eq!(r.text().matches("<script").count(), scripts, "{target}");
        assert_eq!(r.text().matches(" nonce=\"").count(), scripts, "{target}");
        assert!(!r.text().contains("nonce=\"\""), "{target}");
    }
    for target in ["/fetched/text", "/__data.json", "/_app/version.json"] {
        let r = csp().get(target).send();
        assert_eq!((r.status, r.header("content-security-policy")), (200, None), "{target}");
    }
}

/// F-190: a policy that the app sets itself is the one that counts.
#[test]
fn f190_set_by_the_app() {
    assert_eq!(policy(&csp().get("/own").native().send()), "default-src 'none'");
}

/// F-193: in development tools put styles in. The script of the development server has the nonce as well.
#[test]
fn f193_development() {
    if is_reference() {
        return;
    }
    let app: &'static App = Box::leak(Box::new(develop("csp")));
    let r = app.get("/").native().send();
    let policy = policy(&r);
    assert!(policy.contains("; style-src 'self' 'unsafe-inline'; form-action"), "{policy}");
    let (_, nonce) = policy.split_once("'nonce-").expect("a nonce");
    let nonce = nonce.split('\'').next().unwrap_or_default();
    let text = r.text();
    let tags: Vec<_> = text.split("<script").skip(1).filter_map(|tag| tag.split('>').next()).collect();
    assert!(tags.iter().any(|tag| tag.contains("/_formwork/dev.js")), "{tags:?}");
    assert!(tags.iter().all(|tag| tag.contains(&format!("nonce=\"{nonce}\""))), "{tags:?}");
}
