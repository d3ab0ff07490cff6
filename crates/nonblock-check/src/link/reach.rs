//! What leads to sinks, and what entrances lead to.

use std::collections::VecDeque;

use nonblock_catalogue::{Catalogue, FunctionId as SinkId, Severity};
use rustc_hash::FxHashMap;

use super::graph::{Arc, Graph, Node};
use crate::facts::{Certainty, Target};

/// Severities, the loudest first: a cheap call never hides an expensive one behind the same site.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];
/// Certainties, the surest first: a guess never hides a proof.
const CERTAINTIES: [Certainty; 3] = [Certainty::Proven, Certainty::Likely, Certainty::Possible];

/// The way from a function of a dependency to a sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The sink.
    pub sink: SinkId,
    /// How loud it is.
    pub severity: Severity,
    /// The weakest arc of the way.
    pub certainty: Certainty,
    /// The functions passed and the arcs taken in them.
    pub steps: Vec<(Node, Arc)>,
}

/// For every function of a dependency, the shortest way to a sink of each severity.
#[derive(Debug)]
pub struct Reach<'g, 'p> {
    graph: &'g Graph<'p>,
    catalogue: &'g Catalogue,
    /// The next arc, by severity and certainty.
    hops: Vec<FxHashMap<Node, Arc>>,
}

impl<'g, 'p> Reach<'g, 'p> {
    /// Searches backwards from all sinks.
    ///
    /// Invariant: ways stay outside the project's own code, whose call sites are findings of their own.
    pub fn to_sinks(graph: &'g Graph<'p>, catalogue: &'g Catalogue) -> Self {
        let mut callers: Vec<Vec<Node>> = graph.nodes().map(|_| Vec::new()).collect();
        for node in graph.nodes().filter(|node| !graph.is_first_party(*node)) {
            for arc in graph.arcs(node) {
                if let Target::Function(symbol) = arc.target
                    && let Some(target) = graph.node(symbol)
                {
                    callers[target as usize].push(node);
                }
            }
        }
        let mut hops = Vec::new();
        for severity in SEVERITIES {
            for certainty in CERTAINTIES {
                hops.push(search(graph, catalogue, &callers, severity, certainty));
            }
        }
        Self { graph, catalogue, hops }
    }

    /// Returns the loudest, then surest, then shortest way along an arc; none where it leads to no sink.
    pub fn way(&self, arc: &Arc) -> Option<Way> {
        match arc.target {
            Target::Sink(sink) => Some(Way {
                sink,
                severity: self.catalogue.get(sink).severity(),
                certainty: arc.certainty,
                steps: Vec::new(),
            }),
            Target::Function(symbol) => {
                let node =
                    self.graph.node(symbol).filter(|node| !self.graph.is_first_party(*node))?;
                self.way_from(node, arc.certainty)
            }
        }
    }

    /// Returns the loudest way from a function of a dependency.
    pub fn way_from(&self, node: Node, certainty: Certainty) -> Option<Way> {
        let (index, _) = self.hops.iter().enumerate().find(|(_, hops)| hops.contains_key(&node))?;
        let hops = &self.hops[index];
        let mut steps = Vec::new();
        let mut at = node;
        loop {
            let arc = hops[&at];
            steps.push((at, arc));
            match arc.target {
                Target::Sink(sink) => {
                    let severity = SEVERITIES[index / CERTAINTIES.len()];
                    let certainty = certainty.min(CERTAINTIES[index % CERTAINTIES.len()]);
                    return Some(Way { sink, severity, certainty, steps });
                }
                Target::Function(symbol) => {
                    at = self.graph.node(symbol).expect("hops lead along nodes");
                }
            }
        }
    }
}

fn search(
    graph: &Graph<'_>,
    catalogue: &Catalogue,
    callers: &[Vec<Node>],
    severity: Severity,
    certainty: Certainty,
) -> FxHashMap<Node, Arc> {
    let mut hops = FxHashMap::default();
    let mut queue = VecDeque::new();
    for node in graph.nodes().filter(|node| !graph.is_first_party(*node)) {
        let direct = graph.arcs(node).iter().find(|arc| match arc.target {
            Target::Sink(sink) => {
                certainty <= arc.certainty && catalogue.get(sink).severity() == severity
            }
            Target::Function(_) => false,
        });
        if let Some(arc) = direct {
            hops.insert(node, *arc);
            queue.push_back(node);
        }
    }
    while let Some(node) = queue.pop_front() {
        let symbol = graph.function(node).symbol;
        for caller in &callers[node as usize] {
            if hops.contains_key(caller) {
                continue;
            }
            let leads_here =
                |arc: &&Arc| certainty <= arc.certainty && arc.target == Target::Function(symbol);
            if let Some(arc) = graph.arcs(*caller).iter().find(leads_here) {
                hops.insert(*caller, *arc);
                queue.push_back(*caller);
            }
        }
    }
    hops
}
