//! Texts with the place of a finding between `«` and `»`.

use nonblock_catalogue::{Cost, Effect, Gil, Severity};
use nonblock_check::fix::{Applied, apply, propose};
use nonblock_check::rules::registry::BLOCKING_CALL;
use nonblock_report::{
    Confidence, Entrance, Finding, Fix, Frame, Location, Position, Rule, Safety, Sink,
};

/// Returns the text without marks, and a finding of the rule at the marked place.
pub(crate) fn marked(rule: Rule, text: &str) -> (String, Finding) {
    let (before, rest) = text.split_once('«').expect("a place is marked");
    let (within, after) = rest.split_once('»').expect("a marked place ends");
    let location = Location {
        path: "example.py".into(),
        start: position(before),
        end: position(&format!("{before}{within}")),
    };
    (format!("{before}{within}{after}"), finding(rule, location))
}

/// Returns the fix for the marked place as the text after it; nothing where there is none.
pub(crate) fn cured(rule: Rule, text: &str) -> Option<(String, Safety)> {
    let (source, finding) = marked(rule, text);
    let fix = propose(&finding, &source)?;
    let Applied { source, applied, .. } =
        apply(&source, std::slice::from_ref(&fix), Safety::Unsafe);
    assert_eq!(applied, 1);
    Some((source, fix.safety))
}

/// Returns the text after the fix of a blocking call with this effect.
pub(crate) fn cured_call(sink: &str, effect: Effect, text: &str) -> Option<(String, Safety)> {
    let (source, mut finding) = marked(BLOCKING_CALL, text);
    finding.sink = Some(Sink { name: sink.into(), effect, ..blocking() });
    let fix = propose(&finding, &source)?;
    let applied = apply(&source, std::slice::from_ref(&fix), Safety::Unsafe);
    Some((applied.source, fix.safety))
}

/// Returns the fix for the marked place, and the text without marks.
pub(crate) fn proposed(rule: Rule, text: &str) -> (String, Fix) {
    let (source, finding) = marked(rule, text);
    let fix = propose(&finding, &source).expect("there is a fix");
    (source, fix)
}

pub(crate) fn blocking() -> Sink {
    Sink {
        name: "requests.get".into(),
        effect: Effect::Network,
        cost: Cost::Unbounded,
        gil: Gil::Released,
        reason: "waits for the server's answer".into(),
        instead: String::new(),
    }
}

fn finding(rule: Rule, location: Location) -> Finding {
    let frame = Frame {
        function: "example.f".into(),
        location: location.clone(),
        verb: "calls".into(),
        callee: "requests.get".into(),
        first_party: true,
    };
    Finding {
        rule,
        severity: Severity::Error,
        confidence: Confidence::Proven,
        message: "it blocks".into(),
        location: location.clone(),
        function: "example.f".into(),
        sink: Some(blocking()),
        entrances: vec![Entrance {
            function: "example.f".into(),
            location,
            why: "async def".into(),
            chain: vec![frame],
        }],
        help: vec![],
        fix: None,
        fingerprint: "f".into(),
    }
}

fn position(before: &str) -> Position {
    let before = before.strip_prefix('\u{feff}').unwrap_or(before).replace("\r\n", "\n");
    let line = before.rsplit('\n').next().expect("a text has a last line");
    let number = |count: usize| u32::try_from(count).expect("a test is short");
    Position {
        row: number(before.matches('\n').count() + 1),
        column: number(line.chars().count() + 1),
    }
}
