//! From the facts of files to one graph of the whole program.
//!
//! `program` holds all facts under global symbols; `parameters`, `passed`, `decorators`, `overrides`,
//! `linearisation` and `by_name` add the edges that no
//! file knows alone; `graph` is the outcome, and `reach` asks it what leads where.

mod by_name;
mod containers;
mod decorators;
mod entrances;
mod graph;
mod lineage;
mod linearisation;
mod overrides;
mod parameters;
mod passed;
mod program;
mod reach;

pub use entrances::{Door, Entrances, Path, doors};
pub use graph::{Arc, Graph, Node};
pub use lineage::{Demand, Lineage};
pub use program::Program;
pub use reach::{Reach, Way};
