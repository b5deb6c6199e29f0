//! The command line itself, run as users run it: what it prints, how it ends, what it refuses.
//!
//! What the server answers is tested in `requirements.rs`.

mod cli {
    mod build;
    mod check;
    mod dev;
    mod documents;
    mod help;
    mod new;
    mod requirements;
    mod routes;
    mod start;
    mod support;
    mod sync;
}
