//! Requests for a page (S-21…S-24): its action on POST, then its loads and its document.

use std::rc::Rc;

use formwork_engine::Handle;
use formwork_wire::action_result;
use formwork_wire::manifest::{Page, PageOptions, TrailingSlash};

use super::action::{self, Outcome};
use super::failure::Thrown;
use super::render::{self, View};
use super::resolve::Options;
use super::{Call, Failure, redirect_reply};
use crate::reply::Reply;
use crate::router::Route;
use crate::site::{NodeModules, Site};

/// Answers a request for a page.
pub(crate) async fn respond(call: &Rc<Call>, route: &Rc<Route>, page: &Page, options: &Options) -> Reply {
    let has_actions = has_actions(&call.site, page);
    match call.x.method() {
        // What has no body on the wire is the I/O side's matter: `handle` sees it whole.
        "GET" | "HEAD" => render::page(call, page, View::get(), options).await,
        "POST" if action::is_json(&call.x) => action::respond_json(call, route).await,
        "POST" => native(call, route, page, options).await,
        "OPTIONS" => {
            let allow = if has_actions { "GET, HEAD, OPTIONS, POST" } else { "GET, HEAD, OPTIONS" };
            Reply::empty(204).with("allow", allow)
        }
        method => {
            let allow = if has_actions { "GET, POST, OPTIONS, HEAD" } else { "GET, OPTIONS, HEAD" };
            Reply::text(405, format!("{method} method not allowed")).with("allow", allow)
        }
    }
}

/// Runs the action and answers with the page (S-48…S-54).
async fn native(call: &Rc<Call>, route: &Rc<Route>, page: &Page, options: &Options) -> Reply {
    let outcome = action::run(call, route).await;
    let view = match outcome {
        Outcome::Success(value) => View { status: 200, form: some(call, value), error: None },
        Outcome::Failure { status, data } => match action_result::can_carry_body(status) {
            Some(status) => View { status, form: some(call, data), error: None },
            None => return render::error_page(call, &action::bad_status(status), options).await,
        },
        Outcome::Thrown(Thrown::Redirect(redirect)) => return redirect_reply(&redirect),
        Outcome::Thrown(Thrown::Failure(failure @ Failure::Fault(_))) if action::is_mixed(call, page) => {
            // S-54: as if nothing of the page could be used.
            return render::error_page(call, &failure, options).await;
        }
        Outcome::Thrown(Thrown::Failure(failure)) => View { status: 500, form: None, error: Some(failure) },
    };
    render::page(call, page, view, options).await
}

/// The value of an action for `form`: undefined and null are both null (S-48).
fn some(call: &Call, value: Handle) -> Option<Handle> {
    let nothing = call
        .site
        .isolate
        .enter(|ctx| value.get(ctx).map_or(true, |value| value.is_undefined() || value.is_null()));
    (!nothing).then_some(value)
}

fn leaf<'a>(site: &'a Site, page: &Page) -> Option<&'a Rc<NodeModules>> {
    site.nodes.get(page.leaf)
}

fn has_actions(site: &Site, page: &Page) -> bool {
    leaf(site, page).and_then(|leaf| leaf.server.as_ref()).is_some_and(|server| server.actions.is_some())
}

/// The options of a branch: the deepest value wins (F-140).
pub(crate) fn merge_options<'a>(nodes: impl Iterator<Item = &'a Rc<NodeModules>>) -> PageOptions {
    nodes.fold(PageOptions::default(), |outer, node| outer.overlaid(&node.options()))
}

/// Nodes of a page from the root, gaps left out.
pub(crate) fn branch<'a>(site: &'a Site, page: &'a Page) -> impl Iterator<Item = &'a Rc<NodeModules>> {
    page.layouts
        .iter()
        .flatten()
        .chain(std::iter::once(&page.leaf))
        .filter_map(|index| site.nodes.get(*index))
}

/// The trailing-slash rule of a route (F-143): of its page, or of its endpoint.
pub(crate) fn trailing_slash(site: &Site, route: &Route) -> TrailingSlash {
    let rule = match &route.page {
        Some(page) => merge_options(branch(site, page)).trailing_slash,
        None => site.endpoints.get(&route.id).and_then(|endpoint| endpoint.trailing_slash),
    };
    rule.unwrap_or_default()
}
