//! Why a line is a finding, or is not: what its calls were resolved to, what they lead to, and what leads there.

use std::fmt::Write;

use crate::facts::{FunctionFacts, Offloading, Span, Target};
use crate::link::{Arc, Node};
use crate::rules::Context;

/// Ways in that are listed.
const WAYS: usize = 3;

/// Returns what the analysis knows of a line of a file of the project, as text.
pub(crate) fn explain(context: &Context<'_, '_>, path: &str, line: u32) -> String {
    let mut text = String::new();
    for node in context.graph.nodes() {
        let function = context.graph.function(node);
        if context.program.path(function.symbol.file) == path && touches(context, function, line) {
            explain_function(context, node, line, &mut text);
        }
    }
    if text.is_empty() {
        text.push_str("no function of the project has a call on this line\n");
    }
    text
}

fn on_line(context: &Context<'_, '_>, function: &FunctionFacts, span: Span, line: u32) -> bool {
    let location = context.location(function, span);
    location.start.row <= line && line <= location.end.row
}

/// Returns whether the line is in the function, and in none inside it.
fn touches(context: &Context<'_, '_>, function: &FunctionFacts, line: u32) -> bool {
    let nested = function.nested.iter().filter_map(|symbol| context.program.function(*symbol));
    let is_lambda = |inner: &&FunctionFacts| inner.name.ends_with("<lambda>");
    on_line(context, function, function.span, line)
        && !nested
            .filter(|it| !is_lambda(it))
            .any(|inner| on_line(context, inner, inner.span, line))
}

fn explain_function(context: &Context<'_, '_>, node: Node, line: u32, text: &mut String) {
    let function = context.graph.function(node);
    let kind = if function.is_async { "async def" } else { "def" };
    add(text, &format!("in {kind} {}", function.name));
    let paths = context.entrances.paths(node);
    if paths.is_empty() {
        add(text, "  the event loop does not reach this function, as far as is known");
    }
    for path in paths.iter().take(WAYS) {
        let entrance = context.entrance(path, &[]);
        add(text, &format!("  reached from {} ({})", entrance.function, entrance.why));
        for frame in entrance.chain {
            let row = frame.location.start.row;
            add(
                text,
                &format!("    {}:{row} {} {}", frame.location.path, frame.verb, frame.callee),
            );
        }
    }
    for arc in
        context.graph.arcs(node).iter().filter(|arc| on_line(context, function, arc.site, line))
    {
        explain_arc(context, node, arc, text);
    }
    for edge in function.edges.iter().filter(|edge| on_line(context, function, edge.site, line)) {
        let runs = context
            .graph
            .arcs(node)
            .iter()
            .any(|arc| arc.site == edge.site && arc.target == edge.target);
        if !runs {
            let name = name_of(context, edge.target);
            add(
                text,
                &format!(
                    "  {} {name}: not run here (a coroutine, a lazy iterator, or off-loaded)",
                    edge.verb.phrase()
                ),
            );
        }
    }
    for offloading in
        function.offloadings.iter().filter(|it| on_line(context, function, it.site, line))
    {
        explain_offloading(context, offloading, text);
    }
    for open in function.unresolved.iter().filter(|it| on_line(context, function, it.site, line)) {
        if !context.graph.is_resolved_later(function.symbol, open.site) {
            let source =
                context.sources.text(context.program.path(function.symbol.file), open.site);
            add(
                text,
                &format!("  `{}` is not resolved: {}", source.replace('\n', " "), open.reason),
            );
        }
    }
}

fn explain_arc(context: &Context<'_, '_>, node: Node, arc: &Arc, text: &mut String) {
    let frame = context.frame(node, arc);
    add(text, &format!("  {} {} ({:?})", frame.verb, frame.callee, arc.certainty));
    match context.reach.way(arc) {
        Some(way) => {
            for (node, arc) in &way.steps {
                let frame = context.frame(*node, arc);
                let row = frame.location.start.row;
                add(
                    text,
                    &format!("    {}:{row} {} {}", frame.location.path, frame.verb, frame.callee),
                );
            }
            let sink = context.catalogue.get(way.sink);
            add(
                text,
                &format!("    blocks: {:?} in `{}`: {}", way.severity, sink.shown(), sink.reason),
            );
        }
        None if matches!(arc.target, Target::Function(symbol) if context.program.is_first_party(symbol)) =>
        {
            add(text, "    the project's own: its call sites are judged where they stand");
        }
        None => add(text, "    leads to nothing that is known to block"),
    }
}

fn explain_offloading(context: &Context<'_, '_>, offloading: &Offloading, text: &mut String) {
    let functions: Vec<String> =
        offloading.functions.iter().map(|it| name_of(context, *it)).collect();
    let what = if functions.is_empty() {
        "a function that is not known".to_owned()
    } else {
        functions.join(", ")
    };
    add(
        text,
        &format!(
            "  off-loads {what} through `{}`: it does not run on the event loop",
            offloading.name
        ),
    );
}

fn name_of(context: &Context<'_, '_>, target: Target) -> String {
    match target {
        Target::Sink(sink) => context.catalogue.get(sink).shown().to_owned(),
        Target::Function(symbol) => context.program.function(symbol).map_or_else(
            || format!("a function of {} that was not read", context.program.path(symbol.file)),
            |function| function.name.clone(),
        ),
    }
}

fn add(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("writing to a string succeeds");
}
