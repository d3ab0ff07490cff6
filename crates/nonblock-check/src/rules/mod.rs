//! Rules: what the graph says about the code, as findings.

mod blocking;
mod coroutine;
mod offload;
pub mod registry;
mod wording;

pub(crate) use wording::fingerprint;

use nonblock_catalogue::Catalogue;
use nonblock_report::Finding;

use crate::link::{Entrances, Graph, Program, Reach};
use crate::sources::Sources;

/// What rules look at.
#[derive(Debug)]
pub struct Context<'g, 'p> {
    /// All facts.
    pub program: &'p Program,
    /// Who runs what.
    pub graph: &'g Graph<'p>,
    /// What leads to sinks.
    pub reach: &'g Reach<'g, 'p>,
    /// What the loop runs.
    pub entrances: &'g Entrances<'g, 'p>,
    /// What blocks.
    pub catalogue: &'g Catalogue,
    /// Texts and places.
    pub sources: &'g Sources<'g>,
}

/// Returns the findings of all rules, by path and position.
pub fn run(context: &Context<'_, '_>) -> Vec<Finding> {
    let mut findings = blocking::findings(context);
    findings.extend(offload::findings(context));
    findings.extend(coroutine::findings(context));
    findings.sort_by(|a, b| {
        (&a.location, a.rule.name, &a.message).cmp(&(&b.location, b.rule.name, &b.message))
    });
    findings.dedup_by(|a, b| a.location == b.location && a.rule == b.rule && a.sink == b.sink);
    findings
}
