//! `--add-ignore`: marks findings as tolerated where they are.

use std::collections::BTreeMap;

use nonblock_check::suppress::add_ignores;
use nonblock_report::{Finding, Report};

use super::fixes::cannot_change;
use super::session::Session;
use crate::command::Refusal;
use crate::exit::Exit;
use crate::streams::{counted, replace};

pub(crate) fn write(report: &Report, session: &Session, reason: &str) -> anyhow::Result<Exit> {
    if reason.contains(['\n', '\r']) {
        let hint = "write the reason in one line".to_owned();
        return Err(Refusal { message: "a comment has one line".to_owned(), hint }.into());
    }
    let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|it| session.settings.threshold.admits(it)) {
        by_file.entry(&finding.location.path).or_default().push(finding);
    }
    let (mut total, mut files) = (0, 0);
    for (name, findings) in by_file {
        let path = session.project.root.join(name);
        let refuse = |error: std::io::Error| cannot_change(name, &error);
        let text = std::fs::read_to_string(&path).map_err(refuse)?;
        let (edited, count) = add_ignores(&text, &findings, reason);
        if 0 < count {
            replace(&path, |out| out.write_all(edited.as_bytes())).map_err(refuse)?;
            total += count;
            files += 1;
        }
    }
    let (findings, files) = (counted(total, "finding"), counted(files, "file"));
    session.say(&format!("{findings} marked as tolerated in {files}"));
    Ok(session.weight().map_or(Exit::Clean, Exit::of))
}
