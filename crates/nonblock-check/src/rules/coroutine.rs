//! `async-without-await`, `never-yields` and `hollow-async`: coroutines that never let the loop go on.

use std::collections::VecDeque;

use nonblock_catalogue::{FunctionId as SinkId, Severity};
use nonblock_report::{Confidence, Finding};
use rustc_hash::FxHashSet;

use super::Context;
use super::blocking::choke_points;
use super::registry;
use super::wording::fingerprint;
use crate::facts::{Certainty, FunctionFacts, Symbol, Target};
use crate::link::{Arc, Node, Way};

/// Returns the findings of these rules.
pub(super) fn findings(context: &Context<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for node in context.graph.nodes().filter(|node| context.graph.is_first_party(*node)) {
        let function = context.graph.function(node);
        if function.is_async {
            found.extend(never_yields(context, function));
            found.extend(hollow(context, function).or_else(|| hollow_twin(context, node)));
            found.extend(without_await(context, function));
        }
    }
    found
}

fn never_yields(context: &Context<'_, '_>, function: &FunctionFacts) -> Vec<Finding> {
    let endless = function.shape.endless.iter();
    let finding = |span| {
        let message = "this loop never ends and never yields to the event loop".to_owned();
        let mut finding = context.finding(registry::NEVER_YIELDS, function, span, message);
        finding.severity = Severity::Error;
        finding.help = vec![
            "await something in it, at least `await asyncio.sleep(0)`, or run it in a thread"
                .to_owned(),
        ];
        finding
    };
    endless.map(|span| finding(*span)).collect()
}

/// A wrapper that claims to make any function asynchronous, and only calls it.
fn hollow(context: &Context<'_, '_>, function: &FunctionFacts) -> Option<Finding> {
    let site = function.shape.sole_call.filter(|_| function.shape.awaits == 0)?;
    let parameter = function.shape.sole_parameter.as_ref()?;
    let captured = function
        .invoked
        .iter()
        .find(|(owner, name)| *owner != function.symbol && name == parameter)?;
    let owner = context.program.function(captured.0)?;
    let message = format!(
        "`{}` only calls `{parameter}`: whatever `{}` is given still runs on the event loop",
        short(&function.name),
        short(&owner.name)
    );
    let mut finding = context.finding(registry::HOLLOW_ASYNC, function, site, message);
    finding.confidence = Confidence::Likely;
    finding.help =
        vec![format!("run it in a thread: `return await asyncio.to_thread({parameter}, ...)`")];
    Some(finding)
}

/// A coroutine that does nothing but call a function of the project that blocks.
fn hollow_twin(context: &Context<'_, '_>, node: Node) -> Option<Finding> {
    let function = context.graph.function(node);
    let site = function.shape.sole_call.filter(|_| function.shape.awaits == 0)?;
    let own = |arc: &&Arc| match arc.target {
        Target::Function(symbol) => {
            arc.site == site
                && Certainty::Possible < arc.certainty
                && context.program.is_first_party(symbol)
        }
        Target::Sink(_) => false,
    };
    let arc = context.graph.arcs(node).iter().find(own)?;
    let Target::Function(symbol) = arc.target else { return None };
    if !is_twin(function, context.program.function(symbol)?) {
        return None;
    }
    let sink = blocks_itself(context, function, arc)?;
    let entry = context.catalogue.get(sink);
    let message = format!(
        "`{}` only calls `{}`, which blocks in `{}`: {}",
        short(&function.name),
        short(&context.program.function(symbol)?.name),
        entry.shown(),
        entry.reason
    );
    let mut finding = context.finding(registry::HOLLOW_ASYNC, function, site, message);
    finding.severity = entry.severity();
    finding.confidence = Confidence::Likely;
    finding.sink = Some(context.sink(sink));
    finding.help = vec!["run it in a thread: `return await asyncio.to_thread(...)`".to_owned()];
    Some(finding)
}

/// Returns the sink that the callee of an arc surely reaches, by itself or through functions of the project that the loop does
/// not run on their own: those are judged where they stand.
fn blocks_itself(context: &Context<'_, '_>, caller: &FunctionFacts, arc: &Arc) -> Option<SinkId> {
    let lineage = context.entrances.lineage();
    let Target::Function(callee) = arc.target else { return None };
    let start = (callee, lineage.after(context.program.function(callee)?, arc, caller.class)?);
    let mut queue = VecDeque::from([start]);
    let mut seen = FxHashSet::from_iter([start]);
    while let Some((symbol, object)) = queue.pop_front() {
        let node = context.graph.node(symbol).filter(|it| !context.entrances.is_door(*it));
        let Some(node) = node else { continue };
        let mut ways = choke_points(context, node).into_iter().map(|(_, way)| way);
        let is_sure =
            |way: &Way| Severity::Note < way.severity && Certainty::Likely <= way.certainty;
        if let Some(way) = ways.find(is_sure) {
            return Some(way.sink);
        }
        for arc in context.graph.arcs(node).iter().filter(|it| Certainty::Likely <= it.certainty) {
            if let Target::Function(symbol) = arc.target
                && context.program.is_first_party(symbol)
                && let Some(target) = context.program.function(symbol)
                && let Some(object) = lineage.after(target, arc, object)
                && seen.insert((symbol, object))
            {
                queue.push_back((symbol, object));
            }
        }
    }
    None
}

/// Returns whether one function offers the other's work under an asynchronous name, or in the same class.
fn is_twin(function: &FunctionFacts, other: &FunctionFacts) -> bool {
    let (name, other_name) = (short(&function.name), short(&other.name));
    let is_named_after =
        name.contains(other_name) && name != other_name && !other_name.starts_with("__");
    (function.class.is_some() && function.class == other.class) || is_named_after
}

fn without_await(context: &Context<'_, '_>, function: &FunctionFacts) -> Option<Finding> {
    let shape = &function.shape;
    let is_plain = shape.awaits == 0
        && !shape.yields
        && !function.is_abstract
        && function.decorator_names.is_empty();
    if !is_plain || function.class.is_some_and(|class| has_bases(context, class)) {
        return None;
    }
    let message = format!(
        "`{}` never awaits: calling it costs a coroutine and gains nothing",
        short(&function.name)
    );
    let mut finding =
        context.finding(registry::ASYNC_WITHOUT_AWAIT, function, function.name_span, message);
    finding.severity = Severity::Note;
    finding.help = vec!["make it a plain `def`, unless an interface wants a coroutine".to_owned()];
    finding.fingerprint = fingerprint(&[finding.rule.name, &function.name]);
    Some(finding)
}

/// Returns whether the method's shape may be what a base class asks for.
fn has_bases(context: &Context<'_, '_>, class: Symbol) -> bool {
    context
        .program
        .class(class)
        .is_some_and(|class| !class.bases.is_empty() || !class.ancestors.is_empty())
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
