//! What the event loop runs by itself: coroutines, and synchronous callbacks.

use std::collections::VecDeque;
use std::collections::hash_map::Entry::Vacant;

use nonblock_catalogue::Catalogue;
use rustc_hash::FxHashMap;

use super::graph::{Arc, Graph, Node};
use super::lineage::{Demand, Lineage};
use super::program::Program;
use crate::facts::{Certainty, ClassFacts, Symbol, Target};

/// Certainties, the surest first.
const CERTAINTIES: [Certainty; 3] = [Certainty::Proven, Certainty::Likely, Certainty::Possible];

/// A function that the loop runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The function.
    pub symbol: Symbol,
    /// Why the loop runs it.
    pub why: String,
}

/// Returns the project's functions that the loop runs, ordered by symbol.
pub fn doors(program: &Program, catalogue: &Catalogue) -> Vec<Door> {
    let mut found: FxHashMap<Symbol, String> = FxHashMap::default();
    for function in program.functions().into_iter().filter(|it| program.is_first_party(it.symbol)) {
        if function.is_async {
            found.insert(function.symbol, "`async def`".to_owned());
        }
        for entry in
            function.decorator_names.iter().filter_map(|name| catalogue.entry_decorator(name))
        {
            found.entry(function.symbol).or_insert_with(|| entry.why.clone());
        }
        let callbacks = function.loop_callbacks.iter();
        let callbacks = callbacks
            .filter_map(|callback| Some((own(program, callback.target)?, &callback.through)));
        for (symbol, through) in callbacks {
            found.entry(symbol).or_insert_with(|| format!("passed to `{through}`"));
        }
    }
    let classes = program.classes();
    let by_name: FxHashMap<&str, &ClassFacts> =
        classes.iter().map(|class| (class.name.as_str(), *class)).collect();
    for class in classes.iter().filter(|class| program.is_first_party(class.symbol)) {
        for entry in ancestors(class, &by_name).filter_map(|name| catalogue.entry_class(name)) {
            for (name, method) in &class.methods {
                let any_public = entry.methods.iter().any(|it| it == "*") && !name.starts_with('_');
                if any_public || entry.methods.contains(name) {
                    found.entry(*method).or_insert_with(|| entry.why.clone());
                }
            }
        }
    }
    let mut doors: Vec<Door> =
        found.into_iter().map(|(symbol, why)| Door { symbol, why }).collect();
    doors.sort_unstable_by_key(|door| door.symbol);
    doors
}

/// Returns the names of a class's ancestors, with those that only an ancestor's own file knows, as of a missing package.
fn ancestors<'p>(
    class: &'p ClassFacts,
    by_name: &FxHashMap<&str, &'p ClassFacts>,
) -> impl Iterator<Item = &'p str> {
    let of_ancestors = class
        .ancestors
        .iter()
        .filter_map(|name| by_name.get(name.as_str()))
        .flat_map(|ancestor| ancestor.ancestors.iter());
    class.ancestors.iter().chain(of_ancestors).map(String::as_str)
}

fn own(program: &Program, target: Target) -> Option<Symbol> {
    match target {
        Target::Function(symbol) if program.is_first_party(symbol) => Some(symbol),
        _ => None,
    }
}

/// A way in: a door, and the arcs from it to the function asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path<'d> {
    /// Where it starts.
    pub door: &'d Door,
    /// The functions passed, the door first, and the arcs taken in them; empty where the door itself was asked for.
    pub steps: Vec<(Node, Arc)>,
    /// The weakest arc.
    pub certainty: Certainty,
}

/// A function, and what its object must be.
type State = (Node, Demand);

/// Answers which doors lead to a function.
#[derive(Debug)]
pub struct Entrances<'g, 'p> {
    graph: &'g Graph<'p>,
    doors: &'g [Door],
    by_node: FxHashMap<Node, usize>,
    callers: Vec<Vec<Node>>,
    lineage: Lineage<'p>,
}

impl<'g, 'p> Entrances<'g, 'p> {
    /// Prepares the search.
    pub fn new(graph: &'g Graph<'p>, program: &'p Program, doors: &'g [Door]) -> Self {
        let mut callers: Vec<Vec<Node>> = graph.nodes().map(|_| Vec::new()).collect();
        for node in graph.nodes() {
            for arc in graph.arcs(node) {
                if let Target::Function(symbol) = arc.target
                    && let Some(target) = graph.node(symbol)
                {
                    let known = &mut callers[target as usize];
                    if known.last() != Some(&node) {
                        known.push(node);
                    }
                }
            }
        }
        let by_node = doors
            .iter()
            .enumerate()
            .filter_map(|(index, door)| Some((graph.node(door.symbol)?, index)));
        let lineage = Lineage::of(program);
        Self { graph, doors, by_node: by_node.collect(), callers, lineage }
    }

    /// Returns the number of doors.
    pub fn len(&self) -> usize {
        self.doors.len()
    }

    /// Returns whether the loop runs nothing of the project.
    pub fn is_empty(&self) -> bool {
        self.doors.is_empty()
    }

    /// Returns who can be an instance of what.
    pub fn lineage(&self) -> &Lineage<'p> {
        &self.lineage
    }

    /// Returns whether the loop runs the function by itself.
    pub fn is_door(&self, node: Node) -> bool {
        self.by_node.contains_key(&node)
    }

    /// Returns the ways into a function: the surest first, then the shortest. What one object does is followed with one
    /// class: see [`Lineage`]. Guesses only where there is nothing surer.
    pub fn paths(&self, node: Node) -> Vec<Path<'g>> {
        let start = (node, self.graph.function(node).class);
        let mut next: FxHashMap<State, Option<(Arc, State)>> =
            FxHashMap::from_iter([(start, None)]);
        let mut order = vec![start];
        let mut found: Vec<Path<'g>> = Vec::new();
        for certainty in CERTAINTIES {
            if certainty == Certainty::Possible && !found.is_empty() {
                break;
            }
            let mut queue: VecDeque<State> = order.iter().copied().collect();
            while let Some(at) = queue.pop_front() {
                for (state, arc) in self.before(at, certainty) {
                    if let Vacant(entry) = next.entry(state) {
                        entry.insert(Some((arc, at)));
                        order.push(state);
                        queue.push_back(state);
                    }
                }
            }
            for state in &order {
                if let Some(index) = self.by_node.get(&state.0)
                    && !found.iter().any(|path| path.door == &self.doors[*index])
                {
                    let steps = steps(*state, &next);
                    found.push(Path { door: &self.doors[*index], steps, certainty });
                }
            }
        }
        found
    }

    /// Returns who may lead to a function with an object, each with the first arc that does.
    fn before(&self, (node, demand): State, certainty: Certainty) -> Vec<(State, Arc)> {
        let symbol = self.graph.function(node).symbol;
        let mut found = Vec::new();
        for caller in &self.callers[node as usize] {
            let function = self.graph.function(*caller);
            let arcs = self.graph.arcs(*caller).iter();
            for arc in arcs.filter(|arc| arc.target == Target::Function(symbol)) {
                if certainty <= arc.certainty
                    && let Some(before) = self.lineage.before(function, arc, demand)
                {
                    found.push(((*caller, before), *arc));
                }
            }
        }
        found
    }
}

fn steps(from: State, next: &FxHashMap<State, Option<(Arc, State)>>) -> Vec<(Node, Arc)> {
    let mut steps = Vec::new();
    let mut at = from;
    while let Some(Some((arc, state))) = next.get(&at) {
        steps.push((at.0, *arc));
        at = *state;
    }
    steps
}
