//! The faces of a recording.

use super::{Recording, html, speedscope, svg, trace};
use crate::stall::write_json_line;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

/// A face of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingFormat {
    /// A page that needs nothing but a browser.
    Html,
    /// A flame graph.
    Svg,
    /// The file of speedscope.app.
    Speedscope,
    /// Trace events, for ui.perfetto.dev and `chrome://tracing`.
    Trace,
    /// The stalls, one JSON object a line.
    JsonLines,
}

/// Neither the name of a format nor a file's ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRecordingFormat(String);

impl fmt::Display for UnknownRecordingFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = RecordingFormat::ALL.iter().map(|it| it.name()).collect();
        write!(formatter, "`{}` is none of: {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownRecordingFormat {}

impl RecordingFormat {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Html, Self::Svg, Self::Speedscope, Self::Trace, Self::JsonLines];

    /// Returns the name by which people ask for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Svg => "svg",
            Self::Speedscope => "speedscope",
            Self::Trace => "trace",
            Self::JsonLines => "json-lines",
        }
    }

    /// Returns the endings of its files.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Html => &[".html", ".htm"],
            Self::Svg => &[".svg"],
            Self::Speedscope => &[".speedscope.json", ".speedscope"],
            Self::Trace => &[".trace.json", ".perfetto.json"],
            Self::JsonLines => &[".jsonl", ".json-lines"],
        }
    }

    /// Returns the format that a file's name asks for.
    pub fn of_file(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|it| it.endings().iter().any(|ending| name.ends_with(ending)))
    }
}

impl FromStr for RecordingFormat {
    type Err = UnknownRecordingFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| UnknownRecordingFormat(name.to_owned()))
    }
}

/// Writes a recording. Equal recordings give equal bytes.
pub fn write(
    recording: &Recording,
    format: RecordingFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        RecordingFormat::Html => html::write(recording, out),
        RecordingFormat::Svg => svg::write(recording, out),
        RecordingFormat::Speedscope => speedscope::write(recording, out),
        RecordingFormat::Trace => trace::write(recording, out),
        RecordingFormat::JsonLines => {
            recording.stalls.iter().try_for_each(|stall| write_json_line(stall, out))
        }
    }
}
