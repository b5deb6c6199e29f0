//! An app as it lies on disk, after scanning: what is a node, what is a route, which other files have a role.
//!
//! Paths are relative to the app's directory, with `/`. The order of `nodes` and `routes` is the order of the manifest.

use std::path::PathBuf;

use formwork_wire::manifest::{Page, PageOptions, Param};

use crate::{config::Places, diagnostic::Diagnostic};

/// A scanned app.
#[derive(Debug, Clone)]
pub struct App {
    /// The app's directory.
    pub root: PathBuf,
    /// Where its files lie.
    pub(crate) places: Places,
    /// 0 = root layout, 1 = root error page, then the other layouts and error pages, then the pages.
    pub nodes: Vec<Node>,
    /// In matching order (F-28).
    pub routes: Vec<Route>,
    /// Hook modules.
    pub hooks: Hooks,
    /// `src/env`, where variables are declared (F-165).
    pub env: Option<String>,
    /// Matchers of route parameters (F-30, F-31).
    pub params: Params,
    /// `src/app.html`.
    pub template: String,
    /// `src/error.html`.
    pub error_template: Option<String>,
    /// Files of `static/`, sorted.
    pub assets: Vec<String>,
    /// What is worth saying though it is no error.
    pub warnings: Vec<Diagnostic>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `+layout`
    Layout,
    /// `+error`
    Error,
    /// `+page`
    Page,
}

/// A layout, an error page or a page.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub role: Role,
    /// The `.svelte` file.
    pub component: Option<String>,
    /// `+page.js` or `+layout.js`.
    pub universal: Option<String>,
    /// `+page.server.js` or `+layout.server.js`.
    pub server: Option<String>,
    /// Page options as far as they can be read without running anything (F-145).
    pub options: PageOptions,
    /// The server module exports `load`; true when unsure.
    pub server_load: bool,
    /// The universal module exports `load`; true when unsure.
    pub universal_load: bool,
}

/// A page, an endpoint, or both under one route id.
#[derive(Debug, Clone)]
pub struct Route {
    /// The route id (F-17).
    pub id: String,
    /// Regular expression source, anchored.
    pub pattern: String,
    /// Parameters, in order.
    pub params: Vec<Param>,
    /// The page's nodes.
    pub page: Option<Page>,
    /// The `+server` module.
    pub endpoint: Option<String>,
    /// Names of the page's actions, as far as they can be read.
    pub actions: Vec<String>,
    /// Verbs of the endpoint, as far as they can be read.
    pub methods: Vec<String>,
}

/// Hook modules, by where they run.
#[derive(Debug, Clone, Default)]
pub struct Hooks {
    /// `src/hooks.server`
    pub server: Option<String>,
    /// `src/hooks`
    pub universal: Option<String>,
    /// `src/hooks.client`
    pub client: Option<String>,
}

/// Where the matchers are defined.
#[derive(Debug, Clone, Default)]
pub enum Params {
    /// There are none.
    #[default]
    None,
    /// `src/params.js`, exporting `params` (F-30).
    Module(String),
    /// `src/params/<name>.js`, exporting `match` each (F-31): names with their files.
    Directory(Vec<(String, String)>),
}
