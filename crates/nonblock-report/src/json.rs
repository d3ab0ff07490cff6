//! `json` and `json-lines`: every finding, the quiet ones too, as an object; `docs/output-formats.md` is the contract.

use std::io::{self, Write};

use nonblock_catalogue::Severity;
use serde::Serialize;

use crate::finding::{Confidence, Edit, Entrance, Finding, Fix, Frame, Position, Sink};

/// Writes one array.
pub(crate) fn write_array(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    let objects: Vec<_> = findings.iter().map(|finding| Object::new(finding)).collect();
    serde_json::to_writer_pretty(&mut *out, &objects)?;
    writeln!(out)
}

/// Writes one object a line.
pub(crate) fn write_lines(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    for finding in findings {
        serde_json::to_writer(&mut *out, &Object::new(finding))?;
        writeln!(out)?;
    }
    Ok(())
}

/// A finding as the outside sees it: the names are those of ruff where ruff has them.
#[derive(Serialize)]
struct Object<'a> {
    code: &'a str,
    name: &'a str,
    message: &'a str,
    filename: &'a str,
    location: Position,
    end_location: Position,
    severity: Severity,
    confidence: Confidence,
    url: Option<&'a str>,
    fix: Option<Cure<'a>>,
    function: &'a str,
    sink: Option<&'a Sink>,
    entrances: Vec<Way<'a>>,
    help: &'a [String],
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Cure<'a> {
    applicability: &'static str,
    message: &'a str,
    edits: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    content: &'a str,
    filename: &'a str,
    location: Position,
    end_location: Position,
}

#[derive(Serialize)]
struct Way<'a> {
    function: &'a str,
    why: &'a str,
    filename: &'a str,
    location: Position,
    end_location: Position,
    chain: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    function: &'a str,
    callee: &'a str,
    verb: &'a str,
    filename: &'a str,
    location: Position,
    end_location: Position,
    first_party: bool,
}

impl<'a> Object<'a> {
    fn new(finding: &'a Finding) -> Self {
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            message: &finding.message,
            filename: &finding.location.path,
            location: finding.location.start,
            end_location: finding.location.end,
            severity: finding.severity,
            confidence: finding.confidence,
            // The rules' pages have no public address yet.
            url: None,
            fix: finding.fix.as_ref().map(Cure::new),
            function: &finding.function,
            sink: finding.sink.as_ref(),
            entrances: finding.entrances.iter().map(Way::new).collect(),
            help: &finding.help,
            fingerprint: &finding.fingerprint,
        }
    }
}

impl<'a> Cure<'a> {
    fn new(fix: &'a Fix) -> Self {
        Self {
            applicability: fix.safety.name(),
            message: &fix.message,
            edits: fix.edits.iter().map(Change::new).collect(),
        }
    }
}

impl<'a> Change<'a> {
    fn new(edit: &'a Edit) -> Self {
        Self {
            content: &edit.content,
            filename: &edit.location.path,
            location: edit.location.start,
            end_location: edit.location.end,
        }
    }
}

impl<'a> Way<'a> {
    fn new(entrance: &'a Entrance) -> Self {
        Self {
            function: &entrance.function,
            why: &entrance.why,
            filename: &entrance.location.path,
            location: entrance.location.start,
            end_location: entrance.location.end,
            chain: entrance.chain.iter().map(Step::new).collect(),
        }
    }
}

impl<'a> Step<'a> {
    fn new(frame: &'a Frame) -> Self {
        Self {
            function: &frame.function,
            callee: &frame.callee,
            verb: &frame.verb,
            filename: &frame.location.path,
            location: frame.location.start,
            end_location: frame.location.end,
            first_party: frame.first_party,
        }
    }
}
