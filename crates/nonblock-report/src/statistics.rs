//! `--statistics`: how many findings each rule and each blocking function has.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::escape::terminal;
use crate::finding::{Finding, Report};
use crate::format::Format;
use crate::selection;
use crate::settings::Settings;
use crate::words;

/// Counts, the greatest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// By rule: `code` is its code, `name` its name.
    pub rules: Vec<Tally>,
    /// By blocking function: `code` is its effect, `name` its name.
    pub sinks: Vec<Tally>,
}

/// One line of a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Findings.
    pub count: usize,
    /// Those of them that a fix cures.
    pub fixable: usize,
    /// What kind of thing is counted, short.
    pub code: String,
    /// What is counted.
    pub name: String,
}

impl Statistics {
    /// Counts findings.
    fn of(findings: &[&Finding]) -> Self {
        let rules = findings.iter().map(|it| (it.rule.code.to_owned(), it.rule.name.to_owned()));
        let sinks = findings.iter().map(|it| {
            let sink = it.sink.as_ref()?;
            Some((sink.effect.name().to_owned(), sink.name.clone()))
        });
        Self { rules: tally(findings, rules.map(Some)), sinks: tally(findings, sinks) }
    }
}

/// Writes the counts instead of the findings: as a table for people, as an object for `json` and `json-lines`.
pub fn write_statistics(
    out: &mut dyn Write,
    report: &Report,
    format: Format,
    settings: &Settings<'_>,
) -> io::Result<()> {
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &Statistics::of(&selection::all(report)))?;
            writeln!(out)
        }
        Format::JsonLines => {
            serde_json::to_writer(&mut *out, &Statistics::of(&selection::all(report)))?;
            writeln!(out)
        }
        _ => write_table(out, &Statistics::of(&selection::shown(report, settings.threshold))),
    }
}

fn tally(
    findings: &[&Finding],
    keys: impl Iterator<Item = Option<(String, String)>>,
) -> Vec<Tally> {
    let mut counts: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    for (finding, key) in findings.iter().zip(keys) {
        let Some(key) = key else { continue };
        let (count, fixable) = counts.entry(key).or_default();
        *count += 1;
        *fixable += usize::from(finding.fix.is_some());
    }
    let mut tallies: Vec<_> = counts
        .into_iter()
        .map(|((code, name), (count, fixable))| Tally { count, fixable, code, name })
        .collect();
    // Stable: equal counts keep the order of their names.
    tallies.sort_by_key(|it| Reverse(it.count));
    tallies
}

fn write_table(out: &mut dyn Write, statistics: &Statistics) -> io::Result<()> {
    let both = || statistics.rules.iter().chain(&statistics.sinks);
    let digits = both().map(|it| words::thousands(it.count).len()).max().unwrap_or(0);
    let codes = both().map(|it| it.code.len()).max().unwrap_or(0);
    for (index, tallies) in [&statistics.rules, &statistics.sinks].into_iter().enumerate() {
        if 0 < index && !tallies.is_empty() {
            writeln!(out)?;
        }
        for it in tallies {
            let count = words::thousands(it.count);
            let fixable = match it.fixable {
                0 => String::new(),
                number => format!("  [*] {} fixable", words::thousands(number)),
            };
            writeln!(
                out,
                "{count:>digits$}  {:<codes$}  {}{fixable}",
                it.code,
                terminal(&it.name)
            )?;
        }
    }
    Ok(())
}
