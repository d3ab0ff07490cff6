//! `sarif`: SARIF 2.1.0; the code flows of a result carry the chain of each entrance.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::chain;
use crate::escape::uri;
use crate::finding::{Entrance, Finding, Fix, Frame, Location, Report, Rule};
use crate::selection::distinct_fingerprints;
use crate::settings::Settings;
use crate::words;

/// Writes one log with one run.
pub(crate) fn write(
    out: &mut dyn Write,
    findings: &[&Finding],
    report: &Report,
    settings: &Settings<'_>,
) -> io::Result<()> {
    let rules: BTreeSet<Rule> = findings.iter().map(|finding| finding.rule).collect();
    let rules: Vec<Rule> = rules.into_iter().collect();
    let fingerprints = distinct_fingerprints(findings);
    let results: Vec<_> = findings
        .iter()
        .zip(&fingerprints)
        .map(|(finding, fingerprint)| result(finding, fingerprint, &rules))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "nonblock",
                "version": settings.version,
                "semanticVersion": settings.version,
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "the root of the project" } } },
            "invocations": [invocation(report)],
            "results": results,
            "properties": { "coverage": report.coverage },
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// What relative paths are relative to.
const ROOT: &str = "PROJECTROOT";

fn rule(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.summary },
        "help": { "text": rule.documentation, "markdown": rule.documentation },
        "properties": { "tags": ["asyncio", "performance"] },
    })
}

fn result(finding: &Finding, fingerprint: &str, rules: &[Rule]) -> Value {
    let mut result = json!({
        "ruleId": finding.rule.code,
        "ruleIndex": rules.iter().position(|rule| *rule == finding.rule),
        "level": words::severity(finding.severity),
        "message": { "text": message(finding) },
        "locations": [{
            "physicalLocation": physical(&finding.location),
            "logicalLocations": [{ "fullyQualifiedName": finding.function, "kind": "function" }],
        }],
        "partialFingerprints": { "nonblock/v1": fingerprint },
        "properties": { "confidence": finding.confidence, "sink": finding.sink },
    });
    if !finding.entrances.is_empty() {
        result["codeFlows"] = finding.entrances.iter().map(code_flow).collect();
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([cure(fix)]);
    }
    result
}

fn message(finding: &Finding) -> String {
    let mut lines = vec![finding.message.clone()];
    lines.extend(chain::reach(finding));
    lines.extend(finding.help.iter().map(|line| format!("help: {line}")));
    lines.join("\n")
}

/// Returns the chain of one entrance: where the loop comes in, then each call down to the one that blocks.
fn code_flow(entrance: &Entrance) -> Value {
    let start = json!({
        "location": {
            "physicalLocation": physical(&entrance.location),
            "message": { "text": format!("the event loop runs {} ({})", entrance.function, entrance.why) },
        },
        "importance": "essential",
        "nestingLevel": 0,
    });
    let steps = entrance.chain.iter().enumerate().map(|(depth, frame)| step(frame, depth + 1));
    let locations: Vec<_> = std::iter::once(start).chain(steps).collect();
    json!({ "threadFlows": [{ "locations": locations }] })
}

fn step(frame: &Frame, depth: usize) -> Value {
    json!({
        "location": {
            "physicalLocation": physical(&frame.location),
            "logicalLocations": [{ "fullyQualifiedName": frame.function, "kind": "function" }],
            "message": { "text": format!("{} {}", frame.verb, frame.callee) },
        },
        "importance": if frame.first_party { "essential" } else { "unimportant" },
        "nestingLevel": depth,
    })
}

fn cure(fix: &Fix) -> Value {
    let changes: Vec<_> = fix
        .edits
        .chunk_by(|left, right| left.location.path == right.location.path)
        .map(|edits| {
            let replacements = edits.iter().map(|edit| {
                json!({
                    "deletedRegion": region(&edit.location),
                    "insertedContent": { "text": edit.content },
                })
            });
            json!({
                "artifactLocation": artifact(&edits[0].location.path),
                "replacements": replacements.collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "description": { "text": format!("{} ({})", fix.message, fix.safety.name()) },
        "artifactChanges": changes,
    })
}

fn physical(location: &Location) -> Value {
    json!({ "artifactLocation": artifact(&location.path), "region": region(location) })
}

fn region(location: &Location) -> Value {
    json!({
        "startLine": location.start.row,
        "startColumn": location.start.column,
        "endLine": location.end.row,
        "endColumn": location.end.column,
    })
}

fn artifact(path: &str) -> Value {
    if path.starts_with('/') {
        json!({ "uri": format!("file://{}", uri(path)) })
    } else {
        json!({ "uri": uri(path), "uriBaseId": ROOT })
    }
}

/// Returns how the run went, with a notification for each part of the input that could not be analysed.
fn invocation(report: &Report) -> Value {
    let notifications = report.problems.iter().map(|problem| {
        let text = match problem.hint.as_str() {
            "" => problem.message.clone(),
            hint => format!("{}; hint: {hint}", problem.message),
        };
        match &problem.path {
            Some(path) => json!({
                "level": "warning",
                "message": { "text": text },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact(path) } }],
            }),
            None => json!({ "level": "warning", "message": { "text": text } }),
        }
    });
    json!({
        "executionSuccessful": true,
        "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
    })
}
