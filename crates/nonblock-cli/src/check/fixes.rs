//! `--fix`, `--unsafe-fixes` and `--diff`: changes the project's files, or shows how.

use std::io;
use std::path::Path;

use nonblock_check::fix::{FixedFile, fix_files, unified_diff};
use nonblock_report::{Report, Safety};

use super::session::Session;
use crate::arguments::Change;
use crate::command::Refusal;
use crate::exit::Exit;
use crate::streams::{counted, replace, write_report};

/// Fixes may make way for others; more rounds than this help nobody.
pub(crate) const ROUNDS: usize = 4;

/// Writes the fixes of what is reported, and returns in how many places.
pub(crate) fn write(report: &Report, session: &Session, change: &Change) -> Result<usize, Refusal> {
    let (mut places, mut files) = (0, 0);
    for file in fixed(report, session, change).iter().filter(|it| it.before != it.applied.source) {
        let path = session.project.root.join(&file.path);
        replace(&path, |out| out.write_all(file.applied.source.as_bytes()))
            .map_err(|error| cannot_change(&file.path, &error))?;
        places += file.applied.applied;
        files += 1;
    }
    if 0 < places {
        session.say(&format!("fixed {} in {}", counted(places, "finding"), counted(files, "file")));
    }
    Ok(places)
}

/// Shows what fixes would change.
pub(crate) fn show(report: &Report, session: &Session, change: &Change) -> anyhow::Result<Exit> {
    let fixed = fixed(report, session, change);
    let diffs: Vec<String> =
        fixed.iter().map(|it| unified_diff(&it.path, &it.before, &it.applied.source)).collect();
    write_report(None, |out| diffs.iter().try_for_each(|it| out.write_all(it.as_bytes())))?;
    let places: usize = fixed.iter().map(|it| it.applied.applied).sum();
    let withheld: usize = fixed.iter().map(|it| it.applied.withheld).sum();
    session.say(&format!("would fix {}", counted(places, "finding")));
    if 0 < withheld {
        session.say(&format!("hint: `--unsafe-fixes` would fix {withheld} more"));
    }
    let of_project = session.weight().map_or(Exit::Clean, Exit::of);
    Ok(if 0 < places { of_project.max(Exit::Findings) } else { of_project })
}

fn fixed(report: &Report, session: &Session, change: &Change) -> Vec<FixedFile> {
    let shown = report.findings.iter().filter(|it| session.settings.threshold.admits(it));
    let least = if change.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let root: &Path = &session.project.root;
    fix_files(shown, &|path| std::fs::read_to_string(root.join(path)).ok(), least)
}

pub(crate) fn cannot_change(path: &str, error: &io::Error) -> Refusal {
    Refusal {
        message: format!("cannot change {path}: {error}"),
        hint: "make the file writable, or leave it out with `exclude`".to_owned(),
    }
}
