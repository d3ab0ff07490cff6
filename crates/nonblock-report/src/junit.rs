//! `junit`: a test report with one suite a file and one failed case a finding.

use std::io::{self, Write};

use crate::chain;
use crate::escape::xml;
use crate::finding::Finding;
use crate::words;

/// Writes the document; without findings it holds one case that passed, as CI servers reject empty reports.
pub(crate) fn write(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let (tests, failures) = (findings.len().max(1), findings.len());
    writeln!(
        out,
        r#"<testsuites name="nonblock" tests="{tests}" failures="{failures}" errors="0">"#
    )?;
    for suite in findings.chunk_by(|left, right| left.location.path == right.location.path) {
        write_suite(out, suite)?;
    }
    if findings.is_empty() {
        writeln!(out, r#"  <testsuite name="nonblock" tests="1" failures="0" errors="0">"#)?;
        writeln!(out, r#"    <testcase name="no findings" classname="nonblock"/>"#)?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn write_suite(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let path = xml(&first.location.path);
    let count = findings.len();
    writeln!(out, r#"  <testsuite name="{path}" tests="{count}" failures="{count}" errors="0">"#)?;
    for finding in findings {
        let start = finding.location.start;
        let detail: Vec<_> = chain::plain(finding).iter().map(|line| xml(line)).collect();
        writeln!(
            out,
            r#"    <testcase name="{} at {start}" classname="{path}" file="{path}" line="{}">"#,
            xml(finding.rule.name),
            start.row,
        )?;
        writeln!(
            out,
            r#"      <failure type="{}" message="{}">{}</failure>"#,
            words::severity(finding.severity),
            xml(&finding.message),
            detail.join("\n"),
        )?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}
