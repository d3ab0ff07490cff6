//! The whole program as a graph: functions, and arcs to what they run.

use nonblock_catalogue::{Catalogue, When};
use rustc_hash::{FxHashMap, FxHashSet};

use super::by_name::Names;
use super::containers::Containers;
use super::decorators::{runs_elsewhere, wrappers};
use super::linearisation::Linearisation;
use super::overrides::Overrides;
use super::parameters::Parameters;
use super::program::Program;
use crate::facts::{
    Certainty, Deferred, Edge, FunctionFacts, Receiver, Span, Symbol, Target, Verb,
};

/// A function of the graph, by position.
pub type Node = u32;

/// An arc from a function to what it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// The site, in the function's file.
    pub site: Span,
    /// Where it leads; functions are those of the graph.
    pub target: Target,
    /// How it is run.
    pub verb: Verb,
    /// How it was found.
    pub certainty: Certainty,
    /// Whose method it runs.
    pub receiver: Receiver,
}

/// The linked program.
#[derive(Debug)]
pub struct Graph<'p> {
    functions: Vec<&'p FunctionFacts>,
    nodes: FxHashMap<Symbol, Node>,
    arcs: Vec<Vec<Arc>>,
    first_party: Vec<bool>,
    resolved_later: FxHashSet<(Symbol, Span)>,
    missing: Vec<Symbol>,
}

impl<'p> Graph<'p> {
    /// Links the program.
    pub fn link(program: &'p Program, catalogue: &Catalogue) -> Self {
        let functions = program.functions();
        let numbered = functions.iter().zip(0..).map(|(function, node)| (function.symbol, node));
        let nodes: FxHashMap<Symbol, Node> = numbered.collect();
        let parameters = Parameters::solve(program);
        let linker = Linker {
            program,
            catalogue,
            containers: Containers::of(program, &parameters),
            parameters,
            overrides: Overrides::of(program),
            linearisation: Linearisation::of(program),
            names: Names::of(program),
            elsewhere: functions
                .iter()
                .filter(|function| runs_elsewhere(program, catalogue, function))
                .map(|function| function.symbol)
                .collect(),
        };
        let mut resolved_later = FxHashSet::default();
        let mut missing = FxHashSet::default();
        let mut arcs = Vec::with_capacity(functions.len());
        for function in &functions {
            let edges = linker.edges(function, &mut resolved_later);
            let targets = edges.iter().filter_map(|edge| match edge.target {
                Target::Function(symbol) => Some(symbol),
                Target::Sink(_) => None,
            });
            missing.extend(targets.filter(|symbol| !nodes.contains_key(symbol)));
            arcs.push(edges.iter().filter(|edge| linker.runs(edge)).map(arc).collect());
        }
        let first_party =
            functions.iter().map(|function| program.is_first_party(function.symbol)).collect();
        let mut missing: Vec<Symbol> = missing.into_iter().collect();
        missing.sort_unstable();
        Self { functions, nodes, arcs, first_party, resolved_later, missing }
    }

    /// Returns the node of a function.
    pub fn node(&self, symbol: Symbol) -> Option<Node> {
        self.nodes.get(&symbol).copied()
    }

    /// Returns all nodes.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        0..Node::try_from(self.functions.len()).expect("fewer than four billion functions")
    }

    /// Returns the facts of a node.
    pub fn function(&self, node: Node) -> &'p FunctionFacts {
        self.functions[node as usize]
    }

    /// Returns what the node runs.
    pub fn arcs(&self, node: Node) -> &[Arc] {
        &self.arcs[node as usize]
    }

    /// Returns whether the node is the project's own.
    pub fn is_first_party(&self, node: Node) -> bool {
        self.first_party[node as usize]
    }

    /// Returns whether linking resolved a call that its file could not.
    pub fn is_resolved_later(&self, function: Symbol, site: Span) -> bool {
        self.resolved_later.contains(&(function, site))
    }

    /// Returns functions that arcs lead to and that were not read.
    pub fn missing(&self) -> &[Symbol] {
        &self.missing
    }
}

fn arc(edge: &Edge) -> Arc {
    Arc {
        site: edge.site,
        target: edge.target,
        verb: edge.verb,
        certainty: edge.certainty,
        receiver: edge.receiver,
    }
}

struct Linker<'p, 'c> {
    program: &'p Program,
    catalogue: &'c Catalogue,
    parameters: Parameters,
    containers: Containers,
    overrides: Overrides,
    linearisation: Linearisation,
    names: Names,
    elsewhere: FxHashSet<Symbol>,
}

impl Linker<'_, '_> {
    /// Returns the edges of a function: its own, and those that only the whole program shows.
    fn edges(
        &self,
        function: &FunctionFacts,
        resolved: &mut FxHashSet<(Symbol, Span)>,
    ) -> Vec<Edge> {
        let mut edges = function.edges.clone();
        edges.extend(self.parameters.callbacks(self.program, function));
        edges.extend(self.containers.edges(self.program, function));
        let mut late = |site: Span, found: Option<Vec<Edge>>| {
            if let Some(found) = found {
                resolved.insert((function.symbol, site));
                edges.extend(found);
            }
        };
        for deferred in &function.deferred {
            let found = self
                .parameters
                .resolve(self.program, deferred)
                .or_else(|| self.on_concrete_self(function, deferred));
            late(deferred.site, self.awaitable(deferred.is_awaited, found));
            let sinks = self.parameters.sinks(self.program, self.catalogue, deferred);
            late(deferred.site, (!sinks.is_empty()).then_some(sinks));
        }
        for call in &function.supers {
            let found = self.linearisation.of_super(self.program, call);
            late(call.site, (!found.is_empty()).then_some(found));
        }
        let own = self.program.is_first_party(function.symbol);
        for named in function.named.iter().filter(|_| own) {
            let site = (function.symbol, named.site);
            if !resolved.contains(&site)
                && let Some(found) = self.awaitable(named.is_awaited, self.names.resolve(named))
            {
                resolved.insert(site);
                edges.extend(found);
            }
        }
        let overriding: Vec<Edge> =
            edges.iter().flat_map(|edge| self.overrides.of_edge(self.program, edge)).collect();
        edges.extend(overriding);
        if !self.elsewhere.contains(&function.symbol) {
            edges.extend(wrappers(self.program, function).into_iter().map(|wrapper| Edge {
                site: function.name_span,
                target: Target::Function(wrapper),
                verb: Verb::Wraps,
                certainty: Certainty::Likely,
                receiver: Receiver::Unknown,
                overridable: false,
                consumed: false,
            }));
        }
        edges
    }

    /// Leaves out plain functions where the result is awaited; none where nothing else was found.
    fn awaitable(&self, is_awaited: bool, found: Option<Vec<Edge>>) -> Option<Vec<Edge>> {
        let mut found = found?;
        if is_awaited && !found.is_empty() {
            found.retain(|edge| match edge.target {
                Target::Function(symbol) => {
                    self.program.function(symbol).is_none_or(|function| function.is_async)
                }
                Target::Sink(_) => true,
            });
            return (!found.is_empty()).then_some(found);
        }
        Some(found)
    }

    /// Returns the edges of `self.method()` where only the classes that a mixin is mixed into have the method.
    fn on_concrete_self(&self, function: &FunctionFacts, call: &Deferred) -> Option<Vec<Edge>> {
        let is_self = function.is_method
            && call.parameter.0 == function.symbol
            && function.parameters.first() == Some(&call.parameter.1);
        match call.path.as_slice() {
            [method] if is_self => {
                self.linearisation.of_self(self.program, function, call.site, method)
            }
            _ => None,
        }
    }

    /// Returns whether the edge runs its target's body on the spot.
    fn runs(&self, edge: &Edge) -> bool {
        let is_consumed = edge.consumed || matches!(edge.verb, Verb::Iterates);
        match edge.target {
            Target::Sink(sink) => self.catalogue.get(sink).when != When::Iterated || is_consumed,
            Target::Function(symbol) => {
                let Some(target) = self.program.function(symbol) else { return false };
                let is_own_coroutine = target.is_async && self.program.is_first_party(symbol);
                let is_lazy = target.is_generator && !target.is_async && !is_consumed;
                // Drawing from the result of a plain function runs nothing of it again.
                let is_result = edge.verb == Verb::Iterates
                    && !target.is_generator
                    && !is_special(&target.name);
                !is_own_coroutine && !is_lazy && !is_result && !self.elsewhere.contains(&symbol)
            }
        }
    }
}

/// Returns whether Python itself calls the method: `__iter__`.
fn is_special(name: &str) -> bool {
    name.rsplit('.').next().is_some_and(|name| name.starts_with("__") && name.ends_with("__"))
}
