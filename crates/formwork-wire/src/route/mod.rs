//! Routes: from the name of a directory to the parameters of a request.
//!
//! [`RouteId::parse`] reads an id such as `/blog/[slug=name]` (F-20…F-22) and gives its pattern and
//! parameters for the manifest; [`sort`] puts ids into matching order (F-28); [`conflicts`] finds ids
//! that cannot be told apart (F-29). At run time [`RouteTable`] finds the route of a decoded path and
//! [`decode_path`] does the decoding (F-23…F-27).
//!
//! Ids come from the app and are reported with an error when they are wrong; paths come from the
//! network. Patterns are matched by an automaton, in time linear in the path whatever the pattern.

mod conflict;
mod id;
mod order;
mod params;
mod path;
mod table;

pub use conflict::{Conflict, conflicts};
pub use id::{Part, RouteError, RouteErrorKind, RouteId, Segment};
pub use order::{compare, sort, sort_by_id};
pub use params::{ParamError, Params, extract};
pub use path::{decode_path, decode_uri_component, trailing_slash_redirect, with_trailing_slash};
pub use table::{Found, RouteTable, TableError};
