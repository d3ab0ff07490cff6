//! `concise`: one line a finding.

use std::io::{self, Write};

use crate::escape::terminal;
use crate::finding::Finding;
use crate::palette::Tone;
use crate::settings::Settings;
use crate::words;

/// Writes `path:line:column: severity[rule] message`.
pub(crate) fn write(
    out: &mut dyn Write,
    findings: &[&Finding],
    settings: &Settings<'_>,
) -> io::Result<()> {
    for finding in findings {
        let place = finding.location.to_string();
        let place = settings.palette.paint(Tone::Strong, terminal(&place));
        let label = format!("{}[{}]", words::severity(finding.severity), finding.rule.name);
        let label = settings.palette.paint(Tone::Severity(finding.severity), label);
        writeln!(out, "{place}: {label} {}", terminal(&finding.message))?;
    }
    Ok(())
}
