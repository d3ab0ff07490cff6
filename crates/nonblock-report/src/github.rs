//! `github`: workflow commands, which GitHub Actions shows as annotations of the changed lines.

use std::io::{self, Write};

use nonblock_catalogue::Severity;

use crate::chain;
use crate::escape::{github_message, github_property, terminal};
use crate::finding::Finding;

/// Writes one command a finding.
pub(crate) fn write(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    for finding in findings {
        writeln!(
            out,
            "::{} {}::{}",
            command(finding.severity),
            properties(finding),
            github_message(&chain::plain(finding).join("\n")),
        )?;
    }
    Ok(())
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

fn properties(finding: &Finding) -> String {
    let (start, end) = (finding.location.start, finding.location.end);
    let title = format!("nonblock ({})", finding.rule.name);
    // GitHub ignores columns of ranges over more than one line, with a warning in the log.
    let columns = if start.row == end.row {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    let (title, file) =
        (github_property(&title), github_property(&terminal(&finding.location.path)));
    format!("title={title},file={file},line={},endLine={}{columns}", start.row, end.row)
}
