//! What blocks an event loop, as data: functions, boundaries, callables that run or off-load their arguments, and
//! callables that the loop runs. Shared by `check` (before merge) and `watch` (at run time).
//!
//! [`Catalogue::builtin`] holds the embedded files under `data/`; [`Catalogue::extend`] adds a user's or a library's.
//! A callable is looked up by the name of its *definition* (`requests.api.get`), which type inference gives, or by the
//! name that users *write* (`requests.get`), which is all there is when a module cannot be resolved.

mod builtin;
mod catalogue;
mod digest;
mod document;
mod entry;
mod error;
mod functions;
mod kind;
mod names;
mod shape;

pub use catalogue::{Catalogue, FunctionId, Known};
pub use entry::{
    Argument, Boundary, BoundaryKind, Entry, Exemption, Function, Gateway, Invoke, Offload,
    Outcome, Package, Place,
};
pub use error::CatalogueError;
pub use kind::{Cost, Effect, Gil, Severity, When};
