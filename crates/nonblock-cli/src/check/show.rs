//! Writes what a run has to say: problems, the report, the summary.

use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use nonblock_check::project::{Surroundings, Weight, display};
use nonblock_report::{
    Finding, Palette, Report, Settings as Writing, write, write_problems, write_statistics,
    write_summary,
};

use super::session::Session;
use super::settle::Settled;
use crate::arguments::{Output, Voice};
use crate::command::Refusal;
use crate::streams::{Volume, tell, write_report};

/// Writes what stood in the way: errors always, the rest unless less is to be said.
pub(crate) fn problems(
    report: &Report,
    session: &Session,
    voice: Voice,
    surroundings: &Surroundings,
) -> io::Result<()> {
    let volume = voice.volume();
    if volume == Volume::Silent {
        return Ok(());
    }
    let (errors, warnings): (Vec<_>, Vec<_>) =
        session.hindrances.iter().partition(|it| it.weight == Weight::Io);
    for problem in errors.iter().map(|it| &it.problem) {
        let place = problem.path.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
        tell(&format!("error: {place}{}\nhint: {}", problem.message, problem.hint));
    }
    if volume == Volume::Quiet {
        return Ok(());
    }
    let of_analysis = report.problems.iter().skip(session.hindrances.len()).cloned();
    let warnings = warnings.into_iter().map(|it| it.problem.clone()).chain(of_analysis).collect();
    let palette = voice.palette(&io::stderr(), surroundings);
    let report = Report { problems: warnings, ..Report::default() };
    write_problems(&mut io::stderr().lock(), &report, palette)
}

/// Writes the report, and the summary where a person reads it.
pub(crate) struct Writer<'a> {
    pub(crate) session: &'a Session,
    pub(crate) output: &'a Output,
    pub(crate) voice: Voice,
    pub(crate) surroundings: &'a Surroundings,
}

impl Writer<'_> {
    pub(crate) fn report(&self, mut report: Report, settled: &Settled) -> anyhow::Result<()> {
        let format = self.session.settings.output_format;
        let file = self.output.file.as_deref();
        let mut folder = self.session.project.root.clone();
        if format.is_text() && file.is_none() {
            relocate(&mut report, &folder, &self.surroundings.working_directory);
            folder.clone_from(&self.surroundings.working_directory);
        }
        let sources = move |path: &str| -> Option<Arc<str>> {
            std::fs::read_to_string(folder.join(path)).ok().map(Arc::from)
        };
        let palette = match file {
            None => self.voice.palette(&io::stdout(), self.surroundings),
            Some(_) => Palette::Plain,
        };
        let threshold = self.session.settings.threshold;
        let writing = Writing { sources: &sources, palette, threshold, ..Writing::default() };
        let volume = self.voice.volume();
        let has_summary = Volume::Quiet < volume && !self.output.statistics;
        let summary = |out: &mut dyn Write| {
            write_summary(out, &report, &writing)?;
            write_settled(out, settled)
        };
        write_report(file, |out| {
            if self.output.statistics {
                return write_statistics(out, &report, format, &writing);
            }
            write(out, &report, format, &writing)?;
            let follows = has_summary && format.is_text() && file.is_none();
            if follows { summary(out) } else { Ok(()) }
        })
        .map_err(|error| cannot_write(file, error))?;
        if has_summary && file.is_some() {
            summary(&mut io::stdout().lock())?;
        }
        if has_summary {
            stale(settled, volume);
        }
        Ok(())
    }
}

fn cannot_write(file: Option<&Path>, error: io::Error) -> anyhow::Error {
    let Some(file) = file else {
        return anyhow::Error::new(error).context("cannot write the report");
    };
    Refusal {
        message: format!("cannot write {}: {error}", file.display()),
        hint: "name a file in a folder that exists and that you may write to".to_owned(),
    }
    .into()
}

fn write_settled(out: &mut dyn Write, settled: &Settled) -> io::Result<()> {
    let parts: Vec<String> =
        [(settled.by_comment, "by comments"), (settled.by_baseline, "by the baseline")]
            .into_iter()
            .filter(|(count, _)| 0 < *count)
            .map(|(count, whom)| format!("{count} {whom}"))
            .collect();
    if parts.is_empty() { Ok(()) } else { writeln!(out, "Tolerated: {}", parts.join(", ")) }
}

fn stale(settled: &Settled, volume: Volume) {
    let count = settled.stale.len();
    if count == 0 {
        return;
    }
    let (entries, are) = if count == 1 { ("entry", "is") } else { ("entries", "are") };
    tell(&format!(
        "warning: {count} {entries} of the baseline {are} no longer found; run with `--update-baseline` to forget them"
    ));
    let listed = if volume == Volume::Verbose { count } else { 3 };
    for entry in settled.stale.iter().take(listed) {
        tell(&format!("  {entry}"));
    }
    if listed < count {
        tell(&format!("  and {} more, `--verbose` lists them", count - listed));
    }
}

/// Makes paths relative to the folder that the user is in, so that an editor or a terminal opens them.
fn relocate(report: &mut Report, root: &Path, folder: &Path) {
    if root == folder {
        return;
    }
    let rename = |path: &mut String| {
        let absolute = root.join(&*path);
        if absolute.starts_with(root) {
            *path = relative(&absolute, folder);
        }
    };
    for finding in &mut report.findings {
        for_each_path(finding, &rename);
    }
}

fn for_each_path(finding: &mut Finding, rename: &impl Fn(&mut String)) {
    rename(&mut finding.location.path);
    for entrance in &mut finding.entrances {
        rename(&mut entrance.location.path);
        entrance.chain.iter_mut().for_each(|frame| rename(&mut frame.location.path));
    }
    for edit in finding.fix.iter_mut().flat_map(|it| &mut it.edits) {
        rename(&mut edit.location.path);
    }
}

/// Returns the way from a folder to a path, both absolute.
fn relative(path: &Path, folder: &Path) -> String {
    let shared = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(path.components().skip(shared)).collect();
    display(&way, Path::new(""))
}

/// Lists the files that would be checked.
pub(crate) fn files(session: &Session) -> anyhow::Result<()> {
    write_report(None, |out| {
        for file in &session.project.files {
            writeln!(out, "{}", display(file, &session.project.root))?;
        }
        Ok(())
    })
    .context("cannot list the files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_from_where_the_user_is() {
        let show = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(show("/project/src/a.py", "/project/src"), "a.py");
        assert_eq!(show("/project/src/a.py", "/project"), "src/a.py");
        assert_eq!(show("/project/src/a.py", "/project/tests"), "../src/a.py");
    }
}
