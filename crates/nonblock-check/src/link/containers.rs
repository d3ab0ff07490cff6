//! Callables that were stored in a collection or attribute, and are called where they are drawn from it.

use rustc_hash::FxHashMap;

use super::parameters::Parameters;
use super::program::Program;
use crate::facts::{Certainty, Container, Edge, FunctionFacts, Receiver, Target, Value, Verb};

/// Callables of one collection beyond which a call says nothing of any of them.
const CANDIDATES: usize = 12;

/// What the collections of a program hold.
#[derive(Debug, Default)]
pub(super) struct Containers {
    held: FxHashMap<Container, Vec<Target>>,
}

impl Containers {
    /// Collects what all functions and modules store, and what constructors are given and keep.
    pub(super) fn of(program: &Program, parameters: &Parameters) -> Self {
        let mut containers = Self::default();
        for stored in program.functions().into_iter().flat_map(|function| &function.stored) {
            let targets = match &stored.value {
                Value::Callable(target) => vec![*target],
                Value::Parameter(function, name) => {
                    parameters.callables(program, &(*function, name.clone()))
                }
                Value::Instance(class) => program.call_method(*class).into_iter().collect(),
            };
            containers.add(&stored.container, &targets);
        }
        for class in program.classes() {
            for (attribute, method, parameter) in &class.held {
                let container = Container { owner: class.name.clone(), name: attribute.clone() };
                containers
                    .add(&container, &parameters.callables(program, &(*method, parameter.clone())));
            }
        }
        containers
    }

    fn add(&mut self, container: &Container, targets: &[Target]) {
        if targets.is_empty() {
            return;
        }
        let held = self.held.entry(container.clone()).or_default();
        for target in targets {
            if !held.contains(target) {
                held.push(*target);
            }
        }
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
                receiver: Receiver::Unknown,
                overridable: false,
                consumed: true,
            }));
        }
        found
    }
}
