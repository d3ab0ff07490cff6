//! From nodes and arcs to what findings say.

use nonblock_catalogue::{Effect, Function, FunctionId as SinkId, Gil};
use nonblock_report::{Confidence, Entrance, Finding, Frame, Location, Rule, Sink};

use super::Context;
use crate::facts::{Certainty, FunctionFacts, Span, Target};
use crate::link::{Arc, Node, Path};

/// Returns the certainty in the report's words.
pub(super) fn confidence(certainty: Certainty) -> Confidence {
    match certainty {
        Certainty::Proven => Confidence::Proven,
        Certainty::Likely => Confidence::Likely,
        Certainty::Possible => Confidence::Possible,
    }
}

impl Context<'_, '_> {
    /// Returns the location of a span in a function's file.
    pub(crate) fn location(&self, function: &FunctionFacts, span: Span) -> Location {
        self.sources.location(self.program.path(function.symbol.file), span)
    }

    /// Returns one step of a chain.
    pub(crate) fn frame(&self, node: Node, arc: &Arc) -> Frame {
        let function = self.graph.function(node);
        let callee = match arc.target {
            Target::Sink(sink) => self.shown(node, arc, sink),
            Target::Function(symbol) => self
                .program
                .function(symbol)
                .map_or_else(|| "?".to_owned(), |facts| facts.name.clone()),
        };
        Frame {
            function: function.name.clone(),
            location: self.location(function, arc.site),
            verb: arc.verb.phrase().to_owned(),
            callee,
            first_party: self.graph.is_first_party(node),
        }
    }

    /// Returns the sink's name for what an arc leads to: an entry for all methods of a class is shown with the method
    /// that stands at the site.
    pub(crate) fn shown(&self, node: Node, arc: &Arc, sink: SinkId) -> String {
        let shown = self.catalogue.get(sink).shown();
        let Some(start) = shown.strip_suffix('*') else { return shown.to_owned() };
        let path = self.program.path(self.graph.function(node).symbol.file);
        let site = self.sources.text(path, arc.site);
        let last = site.rsplit('.').next().unwrap_or_default();
        let is_name = !last.is_empty() && last.chars().all(|it| it.is_alphanumeric() || it == '_');
        if is_name { format!("{start}{last}") } else { shown.to_owned() }
    }

    /// Returns a way in, continued by `rest` to the sink.
    pub(crate) fn entrance(&self, path: &Path<'_>, rest: &[Frame]) -> Entrance {
        let node = self.graph.node(path.door.symbol).expect("doors are nodes");
        let function = self.graph.function(node);
        let mut chain: Vec<Frame> =
            path.steps.iter().map(|(node, arc)| self.frame(*node, arc)).collect();
        chain.extend_from_slice(rest);
        Entrance {
            function: function.name.clone(),
            location: self.location(function, function.name_span),
            why: path.door.why.clone(),
            chain,
        }
    }

    /// Returns the sink in the report's words.
    pub(super) fn sink(&self, sink: SinkId) -> Sink {
        let function = self.catalogue.get(sink);
        Sink {
            name: function.shown().to_owned(),
            effect: function.effect,
            cost: function.cost,
            gil: function.gil,
            reason: function.reason.clone(),
            instead: function.instead.clone(),
        }
    }

    /// Returns a finding without entrances, at a span of a function.
    pub(super) fn finding(
        &self,
        rule: Rule,
        function: &FunctionFacts,
        site: Span,
        message: String,
    ) -> Finding {
        Finding {
            rule,
            severity: nonblock_catalogue::Severity::Warning,
            confidence: Confidence::Proven,
            message,
            location: self.location(function, site),
            function: function.name.clone(),
            sink: None,
            entrances: Vec::new(),
            help: Vec::new(),
            fix: None,
            fingerprint: fingerprint(&[rule.name, &function.name]),
        }
    }
}

/// Returns what to do about a call of the sink.
pub(super) fn cure(sink: &Function) -> Vec<String> {
    if !sink.instead.is_empty() {
        return vec![sink.instead.clone()];
    }
    let way = if sink.effect == Effect::Cpu && sink.gil == Gil::Held {
        "run it in a process: `await nonblock.in_process(...)`"
    } else {
        "run it in a thread: `await asyncio.to_thread(...)` or `await nonblock.in_thread(...)`"
    };
    vec![way.to_owned()]
}

/// Returns a short name for a finding that edits elsewhere in its file do not change.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    // FNV-1a: stable over versions of Rust, which `DefaultHasher` does not promise.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.join("\u{0}").bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
