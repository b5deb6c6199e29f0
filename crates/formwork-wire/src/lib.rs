//! What travels between browser and server in form actions: parsing, deciding and encoding.
//!
//! Everything here is sans-IO: bytes or text in, values or text out. There is no runtime, no engine,
//! no clock and no global state, so each rule can be tested as a table. All hostile input ends here:
//! whatever a client sends passes through one of these modules, and each of them states what it
//! trusts and where its limits are. Nothing in this crate panics on input, allocates by a *claimed*
//! size, or recurses over the depth of what it is given.
//!
//! Numbers such as S-42, C-92, F-28 and R-26 name items of the behaviour and reliability
//! specifications.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod accept;
pub mod action;
pub mod action_result;
pub mod coding;
pub mod cookies;
pub mod csp;
pub mod data_request;
pub mod data_response;
pub mod devalue;
pub mod fetched;
pub mod form;
pub mod html;
pub mod json;
pub mod manifest;
pub mod media_type;
pub mod multipart;
pub mod origin;
pub mod query;
pub mod redirect;
pub mod route;
pub mod size;
pub mod urlencoded;
