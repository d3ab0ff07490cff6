//! From what the analysis found to what is reported: rule levels, comments, the baseline.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nonblock_check::baseline::Baseline;
use nonblock_check::project::display;
use nonblock_check::suppress::{Scope, suppress};
use nonblock_report::{Finding, Report};

use super::confirmed;
use super::session::Session;
use crate::arguments::Known;
use crate::command::Refusal;
use crate::streams::{counted, replace};

/// What was left out, and what is to be said about it.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// Findings that comments tolerate.
    pub(crate) by_comment: usize,
    /// Findings that the baseline lists.
    pub(crate) by_baseline: usize,
    /// Entries of the baseline that are no more.
    pub(crate) stale: Vec<String>,
}

/// Leaves in the report what is to be reported.
pub(crate) fn settle(
    report: &mut Report,
    session: &Session,
    arguments: &Known,
) -> Result<Settled, Refusal> {
    let mut settled = Settled::default();
    let root = &session.project.root;
    let names: Vec<String> = session.project.files.iter().map(|it| display(it, root)).collect();
    let source = |path: &str| std::fs::read_to_string(root.join(path)).ok().map(Arc::<str>::from);
    let is_on = |rule, path: &str| session.settings.levels.is_on(rule, &root.join(path));
    let scope = Scope { files: &names, source: &source, is_on: &is_on };
    let levelled = levels(std::mem::take(&mut report.findings), session);
    let suppressed = suppress(levelled, &scope);
    settled.by_comment = suppressed.count;
    report.findings = suppressed.kept;
    report.findings.extend(levels(suppressed.unused, session));
    if let Some(path) = baseline_path(session, arguments)? {
        let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let is_whole = session.is_whole;
        let is_seen = |path: &str| is_whole || names.contains(path) || !root.join(path).exists();
        let mut baseline = read(&path, arguments.update_baseline)?;
        if arguments.update_baseline {
            let shown = report.findings.iter().filter(|it| session.settings.threshold.admits(it));
            let before = baseline.len();
            baseline = update(&path, &baseline, &shown.collect::<Vec<_>>(), &is_seen)?;
            session.say(&announcement(&path, before, baseline.len()));
        }
        let compared = baseline.compare(std::mem::take(&mut report.findings), &is_seen);
        report.findings = compared.kept;
        settled.by_baseline = compared.known;
        settled.stale = compared.stale;
    }
    if let Some(path) = &arguments.confirmed {
        confirmed::mark(report, path)?;
    }
    Ok(settled)
}

fn levels(findings: Vec<Finding>, session: &Session) -> Vec<Finding> {
    let root = &session.project.root;
    let apply = |mut finding: Finding| {
        let file = root.join(&finding.location.path);
        finding.severity =
            session.settings.levels.severity(finding.rule, &file, finding.severity)?;
        Some(finding)
    };
    findings.into_iter().filter_map(apply).collect()
}

fn baseline_path(session: &Session, arguments: &Known) -> Result<Option<PathBuf>, Refusal> {
    match &session.settings.baseline {
        None if arguments.update_baseline => Err(Refusal {
            message: "`--update-baseline` needs a baseline".to_owned(),
            hint: "pass `--baseline FILE`, or set `baseline` in the configuration file".to_owned(),
        }),
        path => Ok(path.clone()),
    }
}

fn update(
    path: &Path,
    baseline: &Baseline,
    findings: &[&Finding],
    is_seen: &dyn Fn(&str) -> bool,
) -> Result<Baseline, Refusal> {
    let updated = baseline.updated(findings, is_seen);
    if updated != *baseline || !path.exists() {
        replace(path, |out| out.write_all(updated.to_text().as_bytes())).map_err(|error| {
            Refusal {
                message: format!("cannot write the baseline {}: {error}", path.display()),
                hint: "name a file in a folder that exists and that you may write to".to_owned(),
            }
        })?;
    }
    Ok(updated)
}

fn read(path: &Path, may_be_missing: bool) -> Result<Baseline, Refusal> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if may_be_missing && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Baseline::default());
        }
        Err(error) => {
            return Err(Refusal {
                message: format!("cannot read the baseline {}: {error}", path.display()),
                hint: "check the path, or create it with `--update-baseline`".to_owned(),
            });
        }
    };
    Baseline::parse(&text).map_err(|error| Refusal {
        message: format!("cannot read the baseline {}: {error}", path.display()),
        hint: "restore it, or delete it and create it with `--update-baseline`".to_owned(),
    })
}

fn announcement(path: &Path, before: usize, after: usize) -> String {
    let change = match (before, after) {
        _ if before < after => format!(", {} more than before", after - before),
        _ if after < before => format!(", {} fewer than before", before - after),
        _ => String::new(),
    };
    format!("baseline {}: {}{change}", path.display(), counted(after, "finding"))
}
