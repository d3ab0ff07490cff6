//! Which blocking calls can the event loop reach?
//!
//! `project` finds the code, `front` turns it into facts (the only module that names ty), `link` joins the facts of
//! all functions into one graph, and `rules` read findings off that graph.

pub mod project;

pub use project::{Environment, Project};
