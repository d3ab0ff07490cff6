//! `blocking-call`, `blocking-in-callback` and `eager-offload-argument`: the project's call sites that lead to a sink,
//! one finding for each site.

use nonblock_catalogue::{Effect, Severity};
use nonblock_report::{Finding, Frame, MOST_ENTRANCES, Rule};

use super::Context;
use super::registry;
use super::wording::{confidence, cure, fingerprint};
use crate::facts::{Certainty, FunctionFacts, Offloading, Span};
use crate::link::{Arc, Node, Path, Way};

/// Returns the findings of these rules.
pub(super) fn findings(context: &Context<'_, '_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for node in context.graph.nodes().filter(|node| context.graph.is_first_party(*node)) {
        let ways = choke_points(context, node);
        if ways.is_empty() {
            continue;
        }
        let paths = context.entrances.paths(node);
        if paths.is_empty() {
            continue;
        }
        found.extend(ways.iter().map(|(arc, way)| finding(context, node, arc, way, &paths)));
    }
    found
}

/// Returns the sites of a function that lead to a sink, each with its loudest way.
pub(super) fn choke_points(context: &Context<'_, '_>, node: Node) -> Vec<(Arc, Way)> {
    let mut found: Vec<(Arc, Way)> = Vec::new();
    for arc in context.graph.arcs(node) {
        let Some(mut way) = context.reach.way(arc).filter(|way| matters(context, way)) else {
            continue;
        };
        let effect = context.catalogue.get(way.sink).effect;
        let doubts = &context.graph.function(node).doubts;
        if doubts.iter().any(|(site, doubt)| *site == arc.site && doubt.excuses(effect)) {
            continue;
        }
        if way.steps.iter().any(|(node, _)| context.graph.function(*node).is_async) {
            // A library that is asynchronous itself knows its loop: its code is walked, but not trusted to be understood.
            way.certainty = Certainty::Possible;
        }
        let rank = |way: &Way| (way.severity, way.certainty, std::cmp::Reverse(way.steps.len()));
        match found.iter_mut().find(|(other, _)| other.site == arc.site) {
            Some(known) if rank(&known.1) < rank(&way) => *known = (*arc, way),
            Some(_) => {}
            None => found.push((*arc, way)),
        }
    }
    found
}

/// Returns whether a way is worth a finding: what packages do with locks and imports is their own affair.
fn matters(context: &Context<'_, '_>, way: &Way) -> bool {
    let sink = context.catalogue.get(way.sink);
    let is_incidental =
        matches!(sink.effect, Effect::Lock | Effect::Import) && way.severity == Severity::Note;
    way.steps.is_empty() || !is_incidental
}

fn finding(
    context: &Context<'_, '_>,
    node: Node,
    arc: &Arc,
    way: &Way,
    paths: &[Path<'_>],
) -> Finding {
    let function = context.graph.function(node);
    let mut rest: Vec<Frame> = vec![context.frame(node, arc)];
    rest.extend(way.steps.iter().map(|(node, arc)| context.frame(*node, arc)));
    let eager = eager_argument(function, arc.site);
    let rule = rule(context, eager, paths);
    let sink = context.catalogue.get(way.sink);
    let callee = rest[0].callee.clone();
    let through =
        if way.steps.is_empty() { String::new() } else { format!(" (through `{callee}`)") };
    let (last_node, last_arc) = way.steps.last().copied().unwrap_or((node, *arc));
    let shown = context.shown(last_node, &last_arc, way.sink);
    let message = match (rule.name, eager) {
        ("eager-offload-argument", Some(offloading)) => format!(
            "`{shown}` runs on the event loop before `{}` is called: {}",
            offloading.name, sink.reason
        ),
        _ => format!("`{shown}`{through} blocks the event loop: {}", sink.reason),
    };
    let mut finding = context.finding(rule, function, arc.site, message);
    finding.severity = way.severity;
    finding.confidence = confidence(way.certainty.min(paths[0].certainty));
    finding.sink = Some(nonblock_report::Sink { name: shown, ..context.sink(way.sink) });
    finding.entrances =
        paths.iter().take(MOST_ENTRANCES).map(|path| context.entrance(path, &rest)).collect();
    finding.help = cure(sink);
    finding.fingerprint = fingerprint(&[rule.name, &function.name, sink.shown(), &callee]);
    finding
}

fn rule(context: &Context<'_, '_>, eager: Option<&Offloading>, paths: &[Path<'_>]) -> Rule {
    let is_coroutine = |path: &Path<'_>| {
        context.program.function(path.door.symbol).is_some_and(|door| door.is_async)
    };
    if eager.is_some() {
        registry::EAGER_OFFLOAD_ARGUMENT
    } else if paths.iter().any(is_coroutine) {
        registry::BLOCKING_CALL
    } else {
        registry::BLOCKING_IN_CALLBACK
    }
}

/// Returns the off-loading call whose function argument the site is evaluated for.
fn eager_argument(function: &FunctionFacts, site: Span) -> Option<&Offloading> {
    function
        .offloadings
        .iter()
        .find(|offloading| offloading.is_eager && offloading.argument.contains(site))
}
