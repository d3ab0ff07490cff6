//! `--add-ignore`: writes the comments that tolerate findings.

use std::collections::{BTreeMap, BTreeSet};

use nonblock_report::{Finding, Rule};
use ruff_text_size::{TextRange, TextSize};

use super::directive::{Directive, Tongue, directives};
use super::layout::{Layout, Rows};
use crate::rules::registry::{UNKNOWN_RULE_IN_SUPPRESSION, UNUSED_SUPPRESSION};

/// Returns `text` with a comment for each of a file's findings, and how many findings they tolerate.
pub fn add_ignores(text: &str, findings: &[&Finding], reason: &str) -> (String, usize) {
    let layout = Layout::of(text);
    let mut wanted: BTreeMap<u32, BTreeSet<&'static str>> = BTreeMap::new();
    let mut count = 0;
    for finding in findings.iter().filter(|it| is_tolerable(it.rule)) {
        let row = row_for(text, &layout, finding.location.start.row);
        wanted.entry(row).or_default().insert(finding.rule.name);
        count += 1;
    }
    let existing = directives(text);
    let mut edited = text.to_owned();
    // From the end, so that places before stay where they are.
    for (row, rules) in wanted.iter().rev() {
        let rules: Vec<&str> = rules.iter().copied().collect();
        let rules = rules.join(", ");
        let in_row = existing.iter().find(|it| it.comment.row == *row && can_grow(it));
        if let Some(place) = in_row.and_then(end_of_names) {
            edited.insert_str(place.to_usize(), &format!(", {rules}"));
        } else {
            let space = if reason.is_empty() { "" } else { "  " };
            let comment = format!("  # nonblock: ignore[{rules}]{space}{reason}");
            let line = layout.line(text, *row);
            let code = TextSize::of(text[line].trim_end());
            let range = TextRange::new(line.start() + code, line.end());
            edited.replace_range(range.start().to_usize()..range.end().to_usize(), &comment);
        }
    }
    (edited, count)
}

fn is_tolerable(rule: Rule) -> bool {
    rule != UNUSED_SUPPRESSION && rule != UNKNOWN_RULE_IN_SUPPRESSION
}

/// Returns the row itself, or the last of its statement where no comment can stand in it.
fn row_for(text: &str, layout: &Layout, row: u32) -> u32 {
    if layout.takes_comment(text, row) {
        return row;
    }
    layout.statement(row).map_or(row, |Rows { last, .. }| last)
}

fn can_grow(directive: &Directive) -> bool {
    directive.tongue == Tongue::Own && directive.defect.is_none() && !directive.comment.is_alone
}

fn end_of_names(directive: &Directive) -> Option<TextSize> {
    directive.names.as_ref()?.last().map(|it| it.range.end())
}
