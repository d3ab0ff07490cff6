//! Callables that were stored in a collection, and are called where they are drawn from it.

use rustc_hash::FxHashMap;

use super::parameters::Parameters;
use super::program::Program;
use crate::facts::{Certainty, Container, Edge, FunctionFacts, Target, Value, Verb};

/// Callables of one collection beyond which a call says nothing of any of them.
const CANDIDATES: usize = 12;

/// What the collections of a program hold.
#[derive(Debug, Default)]
pub(super) struct Containers {
    held: FxHashMap<Container, Vec<Target>>,
}

impl Containers {
    /// Collects what all functions, and modules, store.
    pub(super) fn of(program: &Program, parameters: &Parameters) -> Self {
        let mut containers = Self::default();
        let stored = program.functions().into_iter().flat_map(|function| &function.stored);
        for stored in stored.chain(program.module_stores()) {
            let targets = match &stored.value {
                Value::Callable(target) => vec![*target],
                Value::Parameter(function, name) => parameters.callables(&(*function, name.clone())),
                Value::Instance(_) => Vec::new(),
            };
            let held = containers.held.entry(stored.container.clone()).or_default();
            held.extend(targets.into_iter().filter(|target| !held.contains(target)).collect::<Vec<_>>());
        }
        containers
    }

    /// Returns the edges of a function to what it draws and calls.
    pub(super) fn edges(&self, function: &FunctionFacts) -> Vec<Edge> {
        let mut found = Vec::new();
        for drawn in &function.drawn {
            let held = self.held.get(&drawn.container).map_or(&[][..], Vec::as_slice);
            if CANDIDATES < held.len() {
                continue;
            }
            found.extend(held.iter().map(|target| Edge {
                site: drawn.site,
                target: *target,
                verb: Verb::Calls,
                certainty: Certainty::Likely,
                overridable: false,
                consumed: true,
            }));
        }
        found
    }
}
