//! `gitlab`: a code quality report, which GitLab shows in merge requests.

use std::io::{self, Write};

use nonblock_catalogue::Severity;
use serde::Serialize;

use crate::finding::{Finding, Position};
use crate::selection::distinct_fingerprints;

/// Writes one array; GitLab drops all but one of the entries with the same fingerprint, so they all differ.
pub(crate) fn write(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    let fingerprints = distinct_fingerprints(findings);
    let issues: Vec<_> =
        findings.iter().zip(fingerprints).map(|(it, mark)| Issue::new(it, mark)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Issue<'a> {
    check_name: &'a str,
    description: String,
    severity: &'static str,
    fingerprint: String,
    location: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    positions: Span,
}

#[derive(Serialize)]
struct Span {
    begin: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

impl<'a> Issue<'a> {
    fn new(finding: &'a Finding, fingerprint: String) -> Self {
        let (begin, end) = (finding.location.start.into(), finding.location.end.into());
        Self {
            check_name: finding.rule.name,
            description: description(finding),
            severity: severity(finding.severity),
            fingerprint,
            location: Place { path: &finding.location.path, positions: Span { begin, end } },
        }
    }
}

impl From<Position> for Point {
    fn from(position: Position) -> Self {
        Self { line: position.row, column: position.column }
    }
}

/// Returns the message and the way to it; GitLab shows one paragraph.
fn description(finding: &Finding) -> String {
    match finding.entrances.as_slice() {
        [] => finding.message.clone(),
        [one] => format!("{} (the event loop runs {})", finding.message, one.function),
        [first, rest @ ..] => {
            format!(
                "{} (the event loop runs {} and {} more)",
                finding.message,
                first.function,
                rest.len()
            )
        }
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    }
}
