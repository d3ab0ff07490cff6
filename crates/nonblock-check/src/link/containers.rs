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
    /// Names of the classes below each class that has any.
    below: FxHashMap<String, Vec<String>>,
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
                Value::Written(_) | Value::Other | Value::Unknown => Vec::new(),
            };
            containers.add(&stored.container, &targets);
        }
        for class in program.classes() {
            for ancestor in &class.ancestors {
                containers.below.entry(ancestor.clone()).or_default().push(class.name.clone());
            }
            for (attribute, target) in &class.constants {
                let container = Container { owner: class.name.clone(), name: attribute.clone() };
                containers.add(&container, &[*target]);
            }
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

    /// Returns what a collection holds, and what the classes below its own put in the place of it.
    fn held_in(&self, container: &Container) -> Vec<Target> {
        let below = self.below.get(&container.owner).into_iter().flatten().take(CANDIDATES * 4);
        let others =
            below.map(|owner| Container { owner: owner.clone(), name: container.name.clone() });
        let mut found: Vec<Target> = Vec::new();
        for container in std::iter::once(container.clone()).chain(others) {
            for target in self.held.get(&container).into_iter().flatten() {
                if !found.contains(target) {
                    found.push(*target);
                }
            }
        }
        found
    }

    /// Returns the edges of a function to what it draws and calls.
    pub(super) fn edges(&self, program: &Program, function: &FunctionFacts) -> Vec<Edge> {
        let mut found = Vec::new();
        for drawn in &function.drawn {
            let is_coroutine = |target: &Target| match target {
                Target::Function(symbol) => program.function(*symbol).is_some_and(|it| it.is_async),
                Target::Sink(_) => false,
            };
            let held = self.held_in(&drawn.container);
            if CANDIDATES < held.len() {
                continue;
            }
            let held = held.into_iter().filter(|it| !drawn.is_awaited || is_coroutine(it));
            found.extend(held.map(|target| Edge {
                site: drawn.site,
                target,
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
