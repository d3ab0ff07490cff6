//! `unawaited-offload`, `lazy-result`, `cpu-bound-in-thread` and `io-bound-in-process`: calls that run a function
//! elsewhere, and get it wrong.

use std::collections::VecDeque;

use nonblock_catalogue::{Cost, Effect, FunctionId as SinkId, Gil, Outcome, Place, Severity, When};
use nonblock_report::Finding;
use rustc_hash::FxHashSet;

use super::Context;
use super::registry;
use super::wording::fingerprint;
use crate::facts::{Certainty, FunctionFacts, Offloading, Symbol, Target, Usage};
use crate::link::Demand;

/// Returns the findings of these rules.
pub(super) fn findings(context: &Context<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for node in context.graph.nodes().filter(|node| context.graph.is_first_party(*node)) {
        let function = context.graph.function(node);
        for offloading in &function.offloadings {
            found.extend(unawaited(context, function, offloading));
            found.extend(lazy(context, function, offloading));
            found.extend(misplaced(context, function, offloading));
        }
    }
    found
}

fn unawaited(
    context: &Context<'_, '_>,
    function: &FunctionFacts,
    offloading: &Offloading,
) -> Option<Finding> {
    let name = &offloading.name;
    let (severity, message) = match (offloading.outcome, offloading.usage) {
        (Outcome::Coroutine, Usage::Dropped) => (
            Severity::Error,
            format!("the coroutine of `{name}` is never awaited: the function never runs"),
        ),
        (Outcome::Coroutine | Outcome::Future, Usage::Tested) => (
            Severity::Error,
            format!("the result of `{name}` is tested without `await`: it is always true"),
        ),
        _ => return None,
    };
    let mut finding =
        context.finding(registry::UNAWAITED_OFFLOAD, function, offloading.site, message);
    finding.severity = severity;
    finding.help = vec![format!("await it: `await {name}(...)`")];
    finding.fingerprint = fingerprint(&[finding.rule.name, &function.name, name]);
    Some(finding)
}

fn lazy(
    context: &Context<'_, '_>,
    function: &FunctionFacts,
    offloading: &Offloading,
) -> Option<Finding> {
    let lazy = offloading.functions.iter().find_map(|target| match target {
        Target::Sink(sink) => {
            let sink = context.catalogue.get(*sink);
            (sink.when == When::Iterated).then(|| sink.shown().to_owned())
        }
        Target::Function(symbol) => {
            let target = context.program.function(*symbol)?;
            let is_manager =
                target.decorator_names.iter().any(|name| name.ends_with("contextmanager"));
            (target.is_generator && !target.is_async && !is_manager).then(|| target.name.clone())
        }
    })?;
    if offloading.name.contains("generate_in") {
        return None;
    }
    let message = format!(
        "`{}` returns the iterator of `{lazy}` at once: its work then runs on the event loop",
        offloading.name
    );
    let mut finding = context.finding(registry::LAZY_RESULT, function, offloading.site, message);
    finding.help = vec![format!(
        "draw its items there too: `{}(lambda: list({}(...)))`, or stream them with `nonblock.generate_in_thread`",
        offloading.name,
        lazy.rsplit('.').next().unwrap_or(&lazy)
    )];
    finding.fingerprint = fingerprint(&[finding.rule.name, &function.name, &lazy]);
    Some(finding)
}

/// Pure Python that counts to a million in a thread holds the GIL for as long, in slices.
fn counts(
    context: &Context<'_, '_>,
    function: &FunctionFacts,
    offloading: &Offloading,
) -> Option<Finding> {
    if offloading.place != Place::Thread || !sinks_below(context, &offloading.functions).is_empty()
    {
        return None;
    }
    let busy = offloading.functions.iter().find_map(|target| match target {
        Target::Function(symbol) => {
            let node = context.graph.node(*symbol)?;
            let callees = context.graph.arcs(node).iter().filter_map(|arc| match arc.target {
                Target::Function(symbol) => context.program.function(symbol),
                Target::Sink(_) => None,
            });
            let own = |it: &&FunctionFacts| context.program.is_first_party(it.symbol);
            context
                .program
                .function(*symbol)
                .into_iter()
                .chain(callees)
                .filter(own)
                .find(|it| it.shape.is_busy && !it.is_async)
        }
        Target::Sink(_) => None,
    })?;
    let message = format!(
        "`{}` counts to a million in Python: in a thread it still takes the GIL from the event loop",
        busy.name.rsplit('.').next().unwrap_or(&busy.name)
    );
    let mut finding =
        context.finding(registry::CPU_BOUND_IN_THREAD, function, offloading.site, message);
    finding.help = vec!["run it in a process: `await nonblock.in_process(...)`".to_owned()];
    finding.fingerprint = fingerprint(&[finding.rule.name, &function.name, &busy.name]);
    Some(finding)
}

fn misplaced(
    context: &Context<'_, '_>,
    function: &FunctionFacts,
    offloading: &Offloading,
) -> Option<Finding> {
    if let Some(finding) = counts(context, function, offloading) {
        return Some(finding);
    }
    let sinks = sinks_below(context, &offloading.functions);
    let is_cpu = |sink: &&SinkId| context.catalogue.get(**sink).effect == Effect::Cpu;
    let computes = sinks.iter().find(is_cpu);
    let (rule, sink, message, help) = match offloading.place {
        Place::Thread => {
            let sink = *computes?;
            let entry = context.catalogue.get(sink);
            let waits = |sink: &SinkId| context.catalogue.get(*sink).effect != Effect::Cpu;
            if entry.gil != Gil::Held || entry.cost == Cost::Low || sinks.iter().any(waits) {
                return None;
            }
            let message = format!(
                "`{}` holds the GIL while it computes: in a thread it still stalls the event loop",
                entry.shown()
            );
            (
                registry::CPU_BOUND_IN_THREAD,
                sink,
                message,
                "run it in a process: `await nonblock.in_process(...)`",
            )
        }
        // A process that nobody awaits may live for its own reasons.
        Place::Process if computes.is_none() && offloading.outcome != Outcome::Nothing => {
            let waits = |sink: &&SinkId| {
                matches!(
                    context.catalogue.get(**sink).effect,
                    Effect::Network
                        | Effect::Database
                        | Effect::DiskData
                        | Effect::DiskMetadata
                        | Effect::Sleep
                )
            };
            let sink = *sinks.iter().find(waits)?;
            let message = format!(
                "`{}` only waits: a process costs more than a thread and gains nothing",
                context.catalogue.get(sink).shown()
            );
            (
                registry::IO_BOUND_IN_PROCESS,
                sink,
                message,
                "run it in a thread: `await nonblock.in_thread(...)`",
            )
        }
        _ => return None,
    };
    let mut finding = context.finding(rule, function, offloading.site, message);
    finding.sink = Some(context.sink(sink));
    finding.help = vec![help.to_owned()];
    finding.fingerprint =
        fingerprint(&[rule.name, &function.name, context.catalogue.get(sink).shown()]);
    Some(finding)
}

/// Returns the sinks that the functions reach, the nearest first; guesses aside. An object keeps its class on
/// the way.
fn sinks_below(context: &Context<'_, '_>, functions: &[Target]) -> Vec<SinkId> {
    let lineage = context.entrances.lineage();
    let mut queue: VecDeque<(Symbol, Demand)> = VecDeque::new();
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for target in functions {
        match target {
            Target::Sink(sink) => found.push(*sink),
            Target::Function(symbol) => {
                let class = context.program.function(*symbol).and_then(|function| function.class);
                queue.push_back((*symbol, class));
            }
        }
    }
    while let Some((symbol, object)) = queue.pop_front() {
        let Some(node) = context.graph.node(symbol) else { continue };
        for arc in context.graph.arcs(node).iter().filter(|it| Certainty::Possible < it.certainty) {
            match arc.target {
                Target::Sink(sink) if !found.contains(&sink) => found.push(sink),
                Target::Sink(_) => {}
                Target::Function(symbol) => {
                    let target = context.program.function(symbol);
                    let object = target.and_then(|target| lineage.after(target, arc, object));
                    if let Some(object) = object
                        && seen.insert((symbol, object))
                    {
                        queue.push_back((symbol, object));
                    }
                }
            }
        }
    }
    found
}
