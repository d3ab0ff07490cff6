//! What blocks an event loop, as data: functions, boundaries, callables that run or off-load their arguments, and
//! callables that the loop runs. Shared by `check` (before merge) and `watch` (at run time).

mod entry;

pub use entry::{
    Boundary, BoundaryKind, Cost, Effect, Entry, Function, Gil, Invoke, Offload, Outcome, Place,
    Severity, When,
};
