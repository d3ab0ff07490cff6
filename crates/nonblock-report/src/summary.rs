//! The last line: what was found, in how much code, how much of it was understood, and what was left out.

use std::io::{self, Write};

use nonblock_catalogue::Severity;

use crate::finding::{Finding, Report, Safety};
use crate::palette::{Palette, Tone};
use crate::settings::{Settings, Threshold};
use crate::words::{count, per_cent, thousands};

/// Writes the summary, and a second line where fixes can be applied.
pub fn write_summary(
    out: &mut dyn Write,
    report: &Report,
    settings: &Settings<'_>,
) -> io::Result<()> {
    let (shown, hidden): (Vec<_>, Vec<_>) =
        report.findings.iter().partition(|finding| settings.threshold.admits(finding));
    let mut parts = vec![format!("{} in {}", found(&shown), files(report))];
    parts.extend(understood(report));
    parts.extend(quiet(&hidden, settings.threshold));
    parts.extend(skipped(report));
    let line = parts.join("; ");
    writeln!(out, "{}", settings.palette.paint(Tone::Strong, line))?;
    write_fixable(out, &shown, settings.palette)
}

fn found(shown: &[&Finding]) -> String {
    let of = |severity| shown.iter().filter(|finding| finding.severity == severity).count();
    let counts: Vec<_> =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
            .into_iter()
            .map(|(severity, noun)| (of(severity), noun))
            .filter(|(number, _)| 0 < *number)
            .map(|(number, noun)| count(number, noun))
            .collect();
    if counts.is_empty() { "Found nothing".into() } else { format!("Found {}", counts.join(", ")) }
}

fn files(report: &Report) -> String {
    count(usize::try_from(report.coverage.files).unwrap_or(usize::MAX), "file")
}

/// Returns the share of calls whose target is known: silence is a proof only about those.
fn understood(report: &Report) -> Option<String> {
    let coverage = report.coverage;
    let calls = usize::try_from(coverage.calls).ok().filter(|calls| 0 < *calls)?;
    let share = per_cent(coverage.resolved, coverage.calls);
    Some(format!("{share} of {} resolved", count(calls, "call")))
}

fn quiet(hidden: &[&Finding], threshold: Threshold) -> Vec<String> {
    let (low, unsure): (Vec<&Finding>, Vec<&Finding>) =
        hidden.iter().partition(|finding| finding.severity < threshold.severity);
    let mut parts = Vec::new();
    if let Some(least) = low.iter().map(|finding| finding.severity).min() {
        let word = crate::words::severity(least);
        let noun =
            if low.iter().all(|finding| finding.severity == least) { word } else { "finding" };
        let shows = if low.len() == 1 { "shows it" } else { "shows them" };
        parts.push(format!("{} hidden, `--level {word}` {shows}", count(low.len(), noun)));
    }
    if !unsure.is_empty() {
        parts.push(format!("{} less certain hidden", thousands(unsure.len())));
    }
    parts
}

fn skipped(report: &Report) -> Option<String> {
    match report.problems.len() {
        0 => None,
        number => Some(format!("{}, see above", count(number, "problem"))),
    }
}

fn write_fixable(out: &mut dyn Write, shown: &[&Finding], palette: Palette) -> io::Result<()> {
    let of = |safety| {
        let fixes = shown.iter().filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count()
    };
    let mut parts = Vec::new();
    if 0 < of(Safety::Safe) {
        parts.push(format!("{} with `--fix`", of(Safety::Safe)));
    }
    if 0 < of(Safety::Unsafe) {
        parts.push(format!("{} with `--fix --unsafe-fixes`", of(Safety::Unsafe)));
    }
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} fixable {}", palette.paint(Tone::Help, "[*]"), parts.join(", "))
}
