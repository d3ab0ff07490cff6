//! Where output goes: colours, standard streams, files.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use nonblock_check::project::Surroundings;
use nonblock_report::Palette;

use crate::arguments::{ColorChoice, Voice};

/// How much is said, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Volume {
    Silent,
    Quiet,
    Normal,
    Verbose,
}

impl Voice {
    pub(crate) fn volume(self) -> Volume {
        match self {
            Self { silent: true, .. } => Volume::Silent,
            Self { quiet: true, .. } => Volume::Quiet,
            Self { verbose: true, .. } => Volume::Verbose,
            _ => Volume::Normal,
        }
    }

    /// Returns the colours for a stream: the flag decides, then `NO_COLOR`, `FORCE_COLOR`, and whether a person sees it.
    pub(crate) fn palette(self, stream: &impl IsTerminal, surroundings: &Surroundings) -> Palette {
        let is_set =
            |name: &str| surroundings.variable(name).is_some_and(|it| it != OsStr::new("0"));
        let coloured = match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if surroundings.variable("NO_COLOR").is_some() => false,
            ColorChoice::Auto if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") => true,
            ColorChoice::Auto => {
                stream.is_terminal() && surroundings.variable("TERM").is_none_or(|it| it != "dumb")
            }
        };
        if coloured { Palette::Coloured } else { Palette::Plain }
    }
}

/// Writes through a buffer, to standard output or to a file that appears whole or not at all.
pub(crate) fn write_report(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let Some(file) = file else {
        let mut out = BufWriter::new(io::stdout().lock());
        write(&mut out)?;
        return out.flush();
    };
    replace(file, |out| write(out))
}

/// Replaces a file in one step; a link stays a link, and a device is written to as it is.
pub(crate) fn replace(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let existing = target.metadata().ok();
    if existing.as_ref().is_some_and(|it| !it.is_file()) {
        let mut out = BufWriter::new(File::options().write(true).open(&target)?);
        write(&mut out)?;
        return out.flush();
    }
    let folder = target.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".nonblock-");
    #[cfg(unix)]
    {
        // A temporary file is for its owner alone; a report is as readable as any new file.
        use std::os::unix::fs::PermissionsExt;
        let new = || std::fs::Permissions::from_mode(0o666);
        builder.permissions(existing.map_or_else(new, |it| it.permissions()));
    }
    let mut temporary = builder.tempfile_in(folder)?;
    let mut out = BufWriter::new(temporary.as_file_mut());
    write(&mut out)?;
    out.flush()?;
    drop(out);
    temporary.persist(&target).map(drop).map_err(|it| it.error)
}

/// Writes a line for a person to standard error; where nobody listens any more, nothing is lost.
pub(crate) fn tell(line: &str) {
    // A closed standard error leaves no way to tell.
    drop(writeln!(io::stderr().lock(), "{line}"));
}

/// Returns "1 file", "2 files".
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
