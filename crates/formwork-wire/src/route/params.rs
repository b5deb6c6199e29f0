//! From the captures of a pattern to parameters (F-26).
//!
//! A text captured by an optional parameter whose matcher refuses it is not lost: it is offered to the
//! parameters that follow, in order, and a rest parameter takes all that is left over. That is a queue:
//! each parameter adds what it captured at the back and takes what it uses from the front. The route
//! matches iff every parameter is satisfied and the queue is empty at the end.

use super::path::decode_uri_component;
use crate::manifest::Param;
use std::collections::VecDeque;

/// Why parameters could not be computed; both are faults, not a missing match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamError<E> {
    /// A parameter is no valid percent-encoded text: 400, like an undecodable path.
    Malformed,
    /// The matcher itself failed.
    Matcher(E),
}

/// Parameters of a request: name and value, in the order of the route.
pub type Params<'a, T> = Vec<(&'a str, T)>;

/// Gives each parameter its value, or `None` when the route does not match after all.
///
/// `captures` are the texts of the pattern's groups. `matcher` is called with a parameter and the
/// decoded text, for every parameter that takes a text; it gives the parameter's value, or `None` to
/// refuse. For a parameter without a matcher it must accept.
///
/// # Errors
/// [`ParamError`], see there.
pub fn extract<'a, T, E>(
    params: &'a [Param],
    captures: &[Option<&str>],
    mut matcher: impl FnMut(&'a Param, &str) -> Result<Option<T>, E>,
) -> Result<Option<Params<'a, T>>, ParamError<E>> {
    let mut values = Vec::with_capacity(params.len());
    let mut queue: VecDeque<&str> = VecDeque::new();
    let mut accept = |param: &'a Param, text: &str| {
        let text = decode_uri_component(text).ok_or(ParamError::Malformed)?;
        matcher(param, &text).map_err(ParamError::Matcher)
    };
    for (at, param) in params.iter().enumerate() {
        // An optional parameter inside a segment captures '' when it is absent.
        let own = captures.get(at).copied().flatten().filter(|text| param.rest || !text.is_empty());
        if param.rest {
            let mut text = String::new();
            if param.chained {
                for skipped in queue.drain(..).filter(|text| !text.is_empty()) {
                    text.push_str(skipped);
                    text.push('/');
                }
            }
            let own = own.unwrap_or_default();
            if own.is_empty() {
                text.pop();
            }
            text.push_str(own);
            match accept(param, &text)? {
                Some(value) => values.push((param.name.as_str(), value)),
                None => return Ok(None),
            }
            continue;
        }
        queue.extend(own);
        let Some(text) = queue.front() else {
            if param.optional {
                continue;
            }
            return Ok(None);
        };
        match accept(param, text)? {
            Some(value) => {
                queue.pop_front();
                values.push((param.name.as_str(), value));
            }
            None if param.chained => {}
            None => return Ok(None),
        }
    }
    Ok(queue.is_empty().then_some(values))
}
