//! Running the load functions of a branch (F-50…F-58).
//!
//! All loads of a request start together; per node the server load precedes the universal one. Each is a
//! shared future, so that `parent()` of deeper nodes can wait for it too. User code finds the futures of
//! its own pass through the exchange, by position.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use formwork_engine::rquickjs::{self, Array, Object, Value};
use formwork_engine::{Fault, Handle};
use formwork_wire::data_response::Uses;
use futures_util::FutureExt;
use futures_util::future::Shared;

use super::Call;
use super::failure::Thrown;
use crate::site::NodeModules;

/// What a node's server load gave.
#[derive(Debug, Clone)]
pub(crate) struct ServerData {
    /// The data; JavaScript null when the load gave nothing.
    pub(crate) data: Handle,
    /// What the load depended on (S-137).
    pub(crate) uses: Rc<Uses>,
}

/// A node's outcome: what the server load gave (None: no server file), and what components get.
#[derive(Debug, Clone)]
pub(crate) struct NodeData {
    pub(crate) server: Option<ServerData>,
    /// Result of the universal load if there is one, else of the server load; None for nothing.
    pub(crate) data: Option<Handle>,
}

type Loading<T> = Shared<Pin<Box<dyn Future<Output = Result<T, Rc<LoadFailure>>>>>>;

/// A load that threw, with the value itself for those who wait in `parent()`.
#[derive(Debug)]
pub(crate) struct LoadFailure {
    pub(crate) thrown: Thrown,
    pub(crate) value: Option<Handle>,
}

impl LoadFailure {
    fn new(call: &Call, fault: Fault) -> Rc<Self> {
        let value = match &fault {
            Fault::Thrown(value) => Some(value.clone()),
            Fault::Interrupted => None,
        };
        Rc::new(LoadFailure { thrown: call.thrown(fault), value })
    }
}

/// The loads of one pass over a branch, by position.
#[derive(Default)]
pub(crate) struct LoadPass {
    server: Vec<Loading<Option<ServerData>>>,
    nodes: Vec<Loading<NodeData>>,
}

impl std::fmt::Debug for LoadPass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadPass").field("nodes", &self.nodes.len()).finish()
    }
}

/// Which loads of a node to run.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) node: Option<Rc<NodeModules>>,
    pub(crate) universal: bool,
    /// Whether the page has client code, which gets what universal loads fetch (F-77).
    pub(crate) hydrated: bool,
    /// False gives an empty outcome without running anything.
    pub(crate) run: bool,
    /// Runs only if a deeper node asks for its parents' data (C-97).
    pub(crate) lazy: bool,
}

impl LoadPass {
    /// Starts the loads of `branch`, root first. Nodes are `None` at gaps.
    pub(crate) fn start(call: &Rc<Call>, branch: &[Wanted]) -> Rc<LoadPass> {
        let mut pass = LoadPass::default();
        for (index, wanted) in branch.iter().enumerate() {
            let server: Loading<Option<ServerData>> =
                server_load(call.clone(), wanted.clone(), index).boxed_local().shared();
            let node: Loading<NodeData> =
                node_load(call.clone(), wanted.clone(), index, server.clone()).boxed_local().shared();
            pass.server.push(server);
            pass.nodes.push(node);
        }
        let pass = Rc::new(pass);
        call.x.set_loads(Some(pass.clone()));
        for (node, _) in pass.nodes.iter().zip(branch).filter(|(_, wanted)| !wanted.lazy) {
            // Begins the load now; what has to wait goes on as a task of its own.
            if node.clone().now_or_never().is_none() {
                tokio::task::spawn_local(node.clone().map(drop));
            }
        }
        pass
    }

    /// Waits for the node at `index`.
    pub(crate) async fn node(&self, index: usize) -> Option<Result<NodeData, Rc<LoadFailure>>> {
        match self.nodes.get(index) {
            Some(node) => Some(node.clone().await),
            None => None,
        }
    }

    /// Data of all nodes above `index`, for `parent()` of a load: of server loads, or of finished nodes (F-51).
    pub(crate) async fn above(&self, index: usize, universal: bool) -> Result<Vec<Handle>, Rc<LoadFailure>> {
        let mut data = Vec::new();
        for at in 0..index {
            if universal {
                if let Some(node) = self.nodes.get(at) {
                    data.extend(node.clone().await?.data);
                }
            } else if let Some(server) = self.server.get(at) {
                data.extend(server.clone().await?.map(|server| server.data));
            }
        }
        Ok(data)
    }
}

async fn server_load(
    call: Rc<Call>,
    wanted: Wanted,
    index: usize,
) -> Result<Option<ServerData>, Rc<LoadFailure>> {
    let Some(node) = wanted.node.filter(|_| wanted.run) else { return Ok(None) };
    let Some(server) = &node.server else { return Ok(None) };
    let site = &call.site;
    let Some(load) = &server.load else {
        let null = site.isolate.enter(|ctx| Handle::new(&site.isolate, ctx, Value::new_null(ctx.clone())));
        return Ok(Some(ServerData { data: null, uses: Rc::default() }));
    };
    let parts = site
        .glue
        .call(&site.glue.server_load, |ctx, args| {
            args.push_arg(call.native.get(ctx)?)?;
            args.push_arg(call.event.get(ctx)?)?;
            args.push_arg(load.get(ctx)?)?;
            args.push_arg(index as u32)?;
            args.push_arg(server.path.as_str())
        })
        .await
        .map_err(|fault| LoadFailure::new(&call, fault))?;
    site.isolate
        .enter(|ctx| {
            let read = || -> rquickjs::Result<ServerData> {
                let parts: Array = parts.get_as(ctx)?;
                let uses = Uses {
                    dependencies: parts.get(1)?,
                    search_params: parts.get(2)?,
                    params: parts.get(3)?,
                    parent: parts.get(4)?,
                    route: parts.get(5)?,
                    url: parts.get(6)?,
                };
                Ok(ServerData {
                    data: Handle::new(&site.isolate, ctx, parts.get::<Value>(0)?),
                    uses: Rc::new(uses),
                })
            };
            read().map(Some).map_err(|error| site.isolate.thrown(ctx, error))
        })
        .map_err(|fault| LoadFailure::new(&call, fault))
}

async fn node_load(
    call: Rc<Call>,
    wanted: Wanted,
    index: usize,
    server: Loading<Option<ServerData>>,
) -> Result<NodeData, Rc<LoadFailure>> {
    let server = server.await?;
    let site = &call.site;
    let own = server.as_ref().map(|server| server.data.clone());
    let hydrated = wanted.hydrated;
    let node = wanted.node.filter(|_| wanted.run && wanted.universal);
    let module = match &node {
        Some(node) => node.universal(site).await.map_err(|fault| LoadFailure::new(&call, fault))?,
        None => None,
    };
    let Some(load) = module.as_ref().and_then(|module| module.load.as_ref()) else {
        return Ok(NodeData { data: own, server });
    };
    let path = node.as_ref().map(|node| node.universal_path()).unwrap_or_default();
    let data = site
        .glue
        .call(&site.glue.universal_load, |ctx, args| {
            args.push_arg(call.native.get(ctx)?)?;
            args.push_arg(call.event.get(ctx)?)?;
            args.push_arg(load.get(ctx)?)?;
            args.push_arg(index as u32)?;
            match &own {
                Some(data) => args.push_arg(data.get(ctx)?)?,
                None => args.push_arg(Value::new_null(ctx.clone()))?,
            }
            args.push_arg(path)?;
            args.push_arg(hydrated)
        })
        .await
        .map_err(|fault| LoadFailure::new(&call, fault))?;
    Ok(NodeData { server, data: Some(data) })
}

/// Merges data from the root down: for each position the object its component gets (F-58).
pub(crate) fn merge(call: &Call, data: &[Option<Handle>]) -> Result<Vec<Handle>, Fault> {
    let site = &call.site;
    site.isolate.enter(|ctx| {
        let merge = || -> rquickjs::Result<Vec<Handle>> {
            let mut merged = Object::new(ctx.clone())?;
            let mut all = Vec::with_capacity(data.len());
            for own in data {
                let own = match own {
                    Some(own) => own.get(ctx)?.into_object(),
                    None => None,
                };
                if let Some(own) = own {
                    let next = Object::new(ctx.clone())?;
                    for source in [&merged, &own] {
                        for entry in source.props::<rquickjs::Atom, Value>() {
                            let (key, value) = entry?;
                            next.set(key, value)?;
                        }
                    }
                    merged = next;
                }
                all.push(Handle::new(&site.isolate, ctx, merged.clone().into_value()));
            }
            Ok(all)
        };
        merge().map_err(|error| site.isolate.thrown(ctx, error))
    })
}
