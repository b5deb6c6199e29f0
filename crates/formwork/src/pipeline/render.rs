//! From loaded data to a document (S-48…S-59, S-129…S-142, F-90…F-93).

use std::rc::Rc;

use formwork_engine::rquickjs::{self, Array, Object, Value};
use formwork_engine::{Fault, Handle};
use formwork_wire::manifest::{Page, PageOptions, Prerender};

use super::deferred::Deferred;
use super::encode;
use super::failure::{ErrorObject, Failure, Thrown, sendable_status};
use super::load::{LoadPass, NodeData, Wanted, merge};
use super::page::merge_options;
use super::resolve::Options;
use super::{Call, fatal, redirect_reply};
use crate::document::{self, Document, Payload};
use crate::reply::Reply;
use crate::site::NodeModules;

/// Index of the root layout and of the root error page among the nodes.
const ROOT_LAYOUT: usize = 0;
const ROOT_ERROR: usize = 1;

/// What a page is rendered with, beside its data.
#[derive(Debug)]
pub(crate) struct View {
    /// Status of the answer, unless an error decides it.
    pub(crate) status: u16,
    /// The value of the action.
    pub(crate) form: Option<Handle>,
    /// An error of the action: layouts are loaded, the leaf is not (S-51).
    pub(crate) error: Option<Failure>,
}

impl View {
    pub(crate) fn get() -> Self {
        View { status: 200, form: None, error: None }
    }
}

/// A branch that is ready to be rendered.
struct Scene {
    nodes: Vec<(usize, Rc<NodeModules>)>,
    data: Vec<NodeData>,
    /// For each node the error page that catches a failure of its component.
    boundaries: Vec<Option<usize>>,
    options: PageOptions,
    status: u16,
    form: Option<Handle>,
    error: Option<ErrorObject>,
}

/// Loads and renders a page.
pub(crate) async fn page(call: &Rc<Call>, page: &Page, view: View, options: &Options) -> Reply {
    let made = match prepare(call, page, view).await {
        Ok(Prepared::Scene(scene)) => document(call, scene, options).await,
        Ok(Prepared::Shell { status, options: page_options, nodes }) => {
            shell(call, status, &page_options, nodes, options).await
        }
        Ok(Prepared::Reply(reply)) => return reply,
        Err(failure) => Err(failure.into()),
    };
    match made {
        Ok(reply) => reply,
        Err(Thrown::Redirect(redirect)) => redirect_reply(&redirect),
        Err(Thrown::Failure(failure)) => error_page(call, &failure, options).await,
    }
}

enum Prepared {
    Scene(Scene),
    /// Only the browser renders the page (S-58, S-142).
    Shell {
        status: u16,
        options: PageOptions,
        nodes: Vec<usize>,
    },
    Reply(Reply),
}

async fn prepare(call: &Rc<Call>, page: &Page, view: View) -> Result<Prepared, Failure> {
    let site = &call.site;
    let indices: Vec<Option<usize>> = page.layouts.iter().copied().chain([Some(page.leaf)]).collect();
    let branch: Vec<Option<Rc<NodeModules>>> =
        indices.iter().map(|index| index.and_then(|index| site.nodes.get(index).cloned())).collect();
    let options = merge_options(branch.iter().flatten());
    if options.prerender.is_some_and(|prerender| prerender != Prerender::No) && has_actions(&branch) {
        return Err(Failure::Fault("A page with actions cannot be prerendered".to_owned()));
    }
    if options.ssr == Some(false) {
        let nodes = indices.iter().copied().flatten().collect();
        return Ok(Prepared::Shell { status: unrendered(call, &view).await, options, nodes });
    }
    let leaf = branch.len().saturating_sub(1);
    let wanted: Vec<Wanted> = branch
        .iter()
        .enumerate()
        .map(|(index, node)| Wanted {
            node: node.clone(),
            universal: true,
            hydrated: options.csr != Some(false),
            run: index != leaf || view.error.is_none(),
            lazy: false,
        })
        .collect();
    let pass = LoadPass::start(call, &wanted);
    let mut data = Vec::with_capacity(branch.len());
    let mut failed: Option<(usize, Failure)> = None;
    for index in 0..branch.len() {
        match pass.node(index).await {
            Some(Ok(node)) => data.push(node),
            Some(Err(thrown)) => match &thrown.thrown {
                Thrown::Redirect(redirect) => return Ok(Prepared::Reply(redirect_reply(redirect))),
                Thrown::Failure(failure) => {
                    failed = Some((index, failure.clone()));
                    break;
                }
            },
            None => break,
        }
    }
    let failed = failed.or_else(|| view.error.clone().map(|failure| (leaf, failure)));
    let Some((at, failure)) = failed else {
        let nodes = gapless(&indices, &branch);
        let boundaries = boundaries(page, &indices);
        let data = keep_at(&indices, data);
        return Ok(Prepared::Scene(Scene {
            nodes,
            data,
            boundaries,
            options,
            status: view.status,
            form: view.form,
            error: None,
        }));
    };
    let error = call.error_object(&failure).await;
    // F-90: the nearest error page strictly above the node that failed.
    let nearest = (0..at).rev().find_map(|at| Some((at, page.errors.get(at).copied().flatten()?)));
    let nearest = nearest.and_then(|(depth, node)| Some((depth, node, site.nodes.get(node).cloned()?)));
    // F-91: nothing is left to show it in.
    let Some((depth, error_node, error_module)) = nearest else {
        return Ok(Prepared::Reply(document::static_error(&site.blueprint.template, &error)));
    };
    let kept = depth + 1;
    let mut nodes = gapless(indices.get(..kept).unwrap_or_default(), branch.get(..kept).unwrap_or_default());
    data.truncate(kept);
    let mut data = keep_at(indices.get(..kept).unwrap_or_default(), data);
    let options = merge_options(nodes.iter().map(|(_, node)| node));
    if options.ssr == Some(false) {
        let nodes = nodes.iter().map(|(index, _)| *index).chain([error_node]).collect();
        return Ok(Prepared::Shell { status: error.status, options, nodes });
    }
    let mut boundaries = boundaries(page, indices.get(..kept).unwrap_or_default());
    nodes.push((error_node, error_module));
    data.push(NodeData { server: None, data: None });
    boundaries.push(None);
    Ok(Prepared::Scene(Scene {
        nodes,
        data,
        boundaries,
        options,
        status: error.status,
        form: None,
        error: Some(error),
    }))
}

fn has_actions(branch: &[Option<Rc<NodeModules>>]) -> bool {
    let server = branch.last().and_then(|leaf| leaf.as_ref()).and_then(|leaf| leaf.server.as_ref());
    server.is_some_and(|server| server.actions.is_some())
}

fn gapless(indices: &[Option<usize>], branch: &[Option<Rc<NodeModules>>]) -> Vec<(usize, Rc<NodeModules>)> {
    indices.iter().zip(branch).filter_map(|(index, node)| Some(((*index)?, node.clone()?))).collect()
}

fn keep_at(indices: &[Option<usize>], data: Vec<NodeData>) -> Vec<NodeData> {
    indices.iter().zip(data).filter(|(index, _)| index.is_some()).map(|(_, data)| data).collect()
}

fn boundaries(page: &Page, indices: &[Option<usize>]) -> Vec<Option<usize>> {
    let nearest = |at: usize| (0..at).rev().find_map(|at| page.errors.get(at).copied().flatten());
    indices.iter().enumerate().filter(|(_, index)| index.is_some()).map(|(at, _)| nearest(at)).collect()
}

/// What is lost because only the browser renders the page (S-58); gives the status that is left of it.
async fn unrendered(call: &Rc<Call>, view: &View) -> u16 {
    if call.x.dev && call.x.header("x-sveltekit-action").is_none() {
        if view.error.is_some() {
            tracing::warn!(
                "An action of {} failed, but the page has `ssr = false`: the error cannot be shown after a native form \
                 post. Use `use:enhance` on the form.",
                call.x.path()
            );
        } else if view.form.is_some() {
            tracing::warn!(
                "An action of {} returned data, but the page has `ssr = false`: it is lost after a native form post. Use \
                 `use:enhance` on the form.",
                call.x.path()
            );
        }
    }
    match &view.error {
        Some(failure) => call.error_object(failure).await.status,
        None => view.status,
    }
}

/// The document of a page that only the browser renders (S-58, S-142). The styles and scripts of `nodes` are linked, since
/// the browser will need them (F-177).
async fn shell(
    call: &Rc<Call>,
    status: u16,
    page_options: &PageOptions,
    nodes: Vec<usize>,
    options: &Options,
) -> Result<Reply, Thrown> {
    let document = Document {
        status,
        head: String::new(),
        body: String::new(),
        nodes,
        payload: (page_options.csr != Some(false)).then_some(Payload::Shell),
        policy: document::policy(call)?,
    };
    document::respond(call, document, options, None).await
}

/// Renders `failure` in the root layout (whose loads run) and the root error page (F-92, S-54).
pub(crate) async fn error_page(call: &Rc<Call>, failure: &Failure, options: &Options) -> Reply {
    let error = call.error_object(failure).await;
    if matches!(failure, Failure::Interrupted) {
        return fatal(call, &error);
    }
    // F-96: a page that fetches its own errors must not do so for ever.
    if call.x.header("x-sveltekit-error").is_some() {
        return document::static_error(&call.site.blueprint.template, &error);
    }
    call.x.fail();
    match root_error_page(call, error.clone(), options).await {
        Ok(reply) => reply,
        Err(Thrown::Redirect(redirect)) => redirect_reply(&redirect),
        Err(Thrown::Failure(again)) => {
            let again = call.error_object(&again).await;
            document::static_error(&call.site.blueprint.template, &again)
        }
    }
}

async fn root_error_page(call: &Rc<Call>, error: ErrorObject, options: &Options) -> Result<Reply, Thrown> {
    let site = &call.site;
    let (Some(layout), Some(error_node)) = (site.nodes.get(ROOT_LAYOUT), site.nodes.get(ROOT_ERROR)) else {
        return Ok(document::static_error(&site.blueprint.template, &error));
    };
    let page_options = merge_options([layout].into_iter());
    if page_options.ssr == Some(false) {
        return shell(call, error.status, &page_options, vec![ROOT_LAYOUT, ROOT_ERROR], options).await;
    }
    let hydrated = page_options.csr != Some(false);
    let wanted = [Wanted { node: Some(layout.clone()), universal: true, hydrated, run: true, lazy: false }];
    let pass = LoadPass::start(call, &wanted);
    let data = match pass.node(0).await {
        Some(Ok(data)) => data,
        Some(Err(thrown)) => return Err(thrown.thrown.clone()),
        None => NodeData { server: None, data: None },
    };
    let scene = Scene {
        nodes: vec![(ROOT_LAYOUT, layout.clone()), (ROOT_ERROR, error_node.clone())],
        data: vec![data, NodeData { server: None, data: None }],
        boundaries: vec![None, None],
        options: page_options,
        status: error.status,
        form: None,
        error: Some(error),
    };
    document(call, scene, options).await
}

/// Renders the scene and puts the document together.
async fn document(call: &Rc<Call>, mut scene: Scene, options: &Options) -> Result<Reply, Thrown> {
    let site = &call.site;
    let failed = |fault: Fault| call.thrown(fault);
    let mut policy = document::policy(call)?;
    let mut components = Vec::with_capacity(scene.nodes.len());
    for (_, node) in &scene.nodes {
        components.push(node.component(site).await.map_err(failed)?);
    }
    let mut caught_by = Vec::with_capacity(scene.boundaries.len());
    for boundary in &scene.boundaries {
        caught_by.push(match boundary.and_then(|index| site.nodes.get(index)) {
            Some(node) => node.component(site).await.map_err(failed)?,
            None => None,
        });
    }
    let own: Vec<Option<Handle>> = scene.data.iter().map(|node| node.data.clone()).collect();
    let merged = merge(call, &own).map_err(failed)?;
    let parts = site.glue.call(&site.glue.render, |ctx, args| {
        let null = Value::new_null(ctx.clone());
        let or_null = |handle: &Option<Handle>| match handle {
            Some(handle) => handle.get(ctx),
            None => Ok(null.clone()),
        };
        let components_js = Array::new(ctx.clone())?;
        let boundaries_js = Array::new(ctx.clone())?;
        let data_js = Array::new(ctx.clone())?;
        let mut at = 0;
        for (index, component) in components.iter().enumerate() {
            // A page without a component renders nothing (F-13).
            let Some(component) = component else { continue };
            components_js.set(at, component.get(ctx)?)?;
            boundaries_js.set(at, or_null(&caught_by.get(index).cloned().flatten())?)?;
            if let Some(data) = merged.get(index) {
                data_js.set(at, data.get(ctx)?)?;
            }
            at += 1;
        }
        let form = or_null(&scene.form)?;
        let error = or_null(&scene.error.as_ref().and_then(|error| error.value.clone()))?;
        let all = match merged.last() {
            Some(all) => all.get(ctx)?,
            None => Object::new(ctx.clone())?.into_value(),
        };
        let native = call.native.get(ctx)?;
        let event = call.event.get(ctx)?;
        let create_page: rquickjs::Function = site.glue.create_page.get_as(ctx)?;
        let page: Value = create_page.call((
            native.clone(),
            event.clone(),
            all,
            error.clone(),
            form.clone(),
            scene.status,
        ))?;
        args.push_args([native, event, or_null(&site.hooks.handle_error)?])?;
        args.push_args([components_js.into_value(), boundaries_js.into_value(), data_js.into_value()])?;
        args.push_args([form, error, page])?;
        args.push_arg(policy.script_nonce())?;
        args.push_arg(policy.hashes_scripts())
    });
    let parts = parts.await.map_err(failed)?;
    let Rendered { head, body, hashes, caught } = site
        .isolate
        .enter(|ctx| {
            let rendered = parts.get_as(ctx).and_then(Rendered::read);
            rendered.map_err(|error| site.isolate.thrown(ctx, error))
        })
        .map_err(failed)?;
    for source in hashes {
        policy.add_script_hash(&source);
    }
    // F-93: an error page inside the document shows what a component threw.
    let caught = caught.map(|(json, status)| {
        scene.status = sendable_status(status);
        json
    });
    let deferred = Deferred::new(call);
    let payload = match scene.options.csr {
        Some(false) => {
            if call.x.dev {
                warn_of_promises(call, &scene).await;
            }
            None
        }
        _ => Some(payload(call, &scene, caught, &deferred).await?),
    };
    let nodes = scene.nodes.iter().map(|(index, _)| *index).collect();
    let document = Document { status: scene.status, head, body, nodes, payload, policy };
    document::respond(call, document, options, Some(deferred)).await
}

/// What the glue's `render` gives.
struct Rendered {
    head: String,
    body: String,
    /// Of the scripts that Svelte wrote.
    hashes: Vec<String>,
    /// What an error page shows in place of a component that threw it: its JSON, its status.
    caught: Option<(String, f64)>,
}

impl Rendered {
    fn read(parts: Array<'_>) -> rquickjs::Result<Rendered> {
        let json: Option<String> = parts.get(3)?;
        let caught = json.map(|json| parts.get(4).map(|status| (json, status))).transpose()?;
        Ok(Rendered { head: parts.get(0)?, body: parts.get(1)?, hashes: parts.get(2)?, caught })
    }
}

/// Without client code nobody receives a promise that settles after the document was sent (F-81).
async fn warn_of_promises(call: &Rc<Call>, scene: &Scene) {
    let found = Deferred::new(call);
    // What cannot be sent does not matter here: nothing is.
    let _ = encode::node_data(call, &scene.nodes, &scene.data, &found).await;
    if !found.is_empty() {
        tracing::warn!(
            "The data of {} holds a promise, but the page has `csr = false`: the document shows what is pending for ever. \
             Await it in `load`.",
            call.x.route_id().unwrap_or_default()
        );
    }
}

/// What the browser needs to take the page over (S-136).
async fn payload(
    call: &Rc<Call>,
    scene: &Scene,
    caught: Option<String>,
    deferred: &Deferred,
) -> Result<Payload, Failure> {
    let data = encode::node_data(call, &scene.nodes, &scene.data, deferred).await?;
    let form = match &scene.form {
        Some(form) => Some(encode::any(call, form).await?),
        None => None,
    };
    Ok(Payload::Page {
        nodes: scene.nodes.iter().map(|(index, _)| *index).collect(),
        data,
        form,
        error: scene.error.as_ref().map(|error| error.json.clone()),
        caught,
        status: scene.status,
    })
}
