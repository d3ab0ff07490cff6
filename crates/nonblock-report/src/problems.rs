//! What kept part of the input from being analysed, one line each with the way out.

use std::io::{self, Write};

use nonblock_catalogue::Severity;

use crate::escape::terminal;
use crate::finding::Report;
use crate::palette::{Palette, Tone};

/// Writes the problems; they belong on the error stream, so that no format is disturbed.
pub fn write_problems(out: &mut dyn Write, report: &Report, palette: Palette) -> io::Result<()> {
    let label = palette.paint(Tone::Severity(Severity::Warning), "warning").to_string();
    for problem in &report.problems {
        let place = problem.path.as_ref().map(|path| format!("{path}: ")).unwrap_or_default();
        let hint = match problem.hint.as_str() {
            "" => String::new(),
            hint => format!("; {hint}"),
        };
        writeln!(
            out,
            "{label}: {}{}{}",
            terminal(&place),
            terminal(&problem.message),
            terminal(&hint)
        )?;
    }
    Ok(())
}
