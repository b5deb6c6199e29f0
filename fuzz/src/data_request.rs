//! Recognising data requests (S-8, S-19, C-88, C-91). The first line of the input is the path, the rest the
//! query.

use crate::input::Lines;
use formwork_wire::data_request::{DataRequest, add_suffix, strip_suffix};
use formwork_wire::query;

/// Every page path can be asked for and comes back; the page sees no key of the framework.
///
/// # Panics
/// When one of these does not hold.
pub fn run(data: &[u8]) {
    let mut lines = Lines::new(data);
    let path = format!("/{}", lines.text().trim_start_matches('/'));
    let query = lines.rest_text();

    asked_for(&path);
    let found = DataRequest::from_target(&path, Some(&query));
    assert_eq!(found.is_some(), strip_suffix(&path).is_some());
    let Some(found) = found else {
        assert!(!path.ends_with("/__data.json") && !path.ends_with(".html__data.json"));
        return;
    };
    assert!(found.path.starts_with('/') && found.path.len() <= path.len());
    assert!(found.invalidated.as_ref().is_none_or(|nodes| nodes.len() <= 256));
    assert!(!found.wants_root_only() || found.invalidated == Some(vec![true]));

    let own = |key: &str| matches!(key, "x-sveltekit-invalidated" | "x-sveltekit-trailing-slash");
    let left: Vec<_> = query::pairs(&query).filter(|(key, _)| !own(key)).collect();
    let seen = found.query.as_deref().unwrap_or_default();
    assert_eq!(query::pairs(seen).collect::<Vec<_>>(), left);
    if left.len() == query::pairs(&query).count() {
        assert_eq!(seen, query, "S-30: byte for byte");
    }
    asked_for(&found.path);
}

/// The data path of a page leads back to it; only a trailing slash, which has a key of its own, is lost.
fn asked_for(page: &str) {
    let path = add_suffix(page);
    let back = DataRequest::from_target(&path, None).expect("it is the path of a data request");
    let bare = page.strip_suffix('/').filter(|bare| !bare.is_empty()).unwrap_or(page);
    assert_eq!(back.path, bare, "{path}");
    // Of several slashes at the end one is lost for good.
    if page.ends_with('/') && !page.ends_with("//") {
        let back = DataRequest::from_target(&path, Some("x-sveltekit-trailing-slash=1"));
        assert_eq!(back.expect("as before").path, page);
    }
}
