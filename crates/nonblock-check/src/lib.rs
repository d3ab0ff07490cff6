//! Which blocking calls can the event loop reach?
//!
//! `project` finds the code, `front` turns it into facts (the only module that names ty), `link` joins the facts of
//! all functions into one graph, and `rules` read findings off that graph. `check` runs the four in turn; `store` keeps
//! facts between runs. `settings`
//! is what the user decides about all of it; `suppress` and `baseline` take
//! away what the code's comments and a file of known findings tolerate.

mod analysis;
pub mod baseline;
mod explain;
pub mod facts;
pub mod fix;
pub mod front;
mod known;
pub mod link;
pub mod project;
mod reader;
mod relocate;
pub mod rules;
pub mod settings;
pub mod sources;
mod store;
pub mod suppress;
#[cfg(test)]
mod tree;

pub use analysis::{Options, Progress, Silent, check, explain};
pub use front::FrontError;
pub use project::{Environment, Project};
pub use settings::Settings;
