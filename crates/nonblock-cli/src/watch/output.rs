//! The file a report goes to: its format, and that it can be written at all, known before hours of recording.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use nonblock_report::recording::{self, Recording, RecordingFormat};

use super::arguments::Output;
use crate::command::Refusal;
use crate::streams::{replace, tell};

/// A file that will be written.
pub(super) struct ReportFile {
    path: PathBuf,
    format: RecordingFormat,
}

impl ReportFile {
    /// Returns the file that the arguments name, if they do.
    pub(super) fn of(arguments: &Output) -> anyhow::Result<Option<Self>> {
        let Some(path) = arguments.output.clone() else { return Ok(None) };
        let Some(format) = arguments.format.or_else(|| RecordingFormat::of_file(&path)) else {
            return Err(unclear(&path).into());
        };
        let file = Self { path, format };
        file.try_out().with_context(|| format!("cannot write {}", file.path.display()))?;
        Ok(Some(file))
    }

    /// Fails where the report would fail to be written.
    fn try_out(&self) -> io::Result<()> {
        let folder = self.path.parent().filter(|it| !it.as_os_str().is_empty());
        if self.path.metadata().is_ok_and(|it| it.is_dir()) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if self.path.metadata().is_ok_and(|it| !it.is_file()) {
            return Ok(());
        }
        tempfile::tempfile_in(folder.unwrap_or(Path::new("."))).map(drop)
    }

    /// Writes the report, in one step.
    pub(super) fn write(&self, recording: &Recording) -> anyhow::Result<()> {
        replace(&self.path, |out| recording::write(recording, self.format, out))
            .with_context(|| format!("cannot write {}", self.path.display()))?;
        tell(&format!("nonblock: wrote {}", self.path.display()));
        Ok(())
    }
}

fn unclear(path: &Path) -> Refusal {
    let endings: Vec<&str> =
        RecordingFormat::ALL.iter().filter_map(|it| it.endings().first().copied()).collect();
    Refusal {
        message: format!("the name {} does not say the format of the report", path.display()),
        hint: format!("let it end in {}, or give --format", endings.join(", ")),
    }
}
