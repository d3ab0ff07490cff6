//! The output formats, by name.

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::finding::Report;
use crate::settings::Settings;
use crate::{concise, full, github, gitlab, json, junit, sarif, selection};

/// A face of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people: source, call chain and cure of each finding.
    #[default]
    Full,
    /// For people and `grep`: one line a finding.
    Concise,
    /// One array of objects.
    Json,
    /// One object a line.
    JsonLines,
    /// Workflow commands, which GitHub shows as annotations.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// A test report, which every CI server reads.
    Junit,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::Full,
        Self::Concise,
        Self::Json,
        Self::JsonLines,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Sarif,
    ];

    /// Returns the name that `--output-format` takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
        }
    }

    /// Returns whether a person reads it: only then may a summary follow it in the same stream.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let known = Self::ALL.into_iter().find(|format| format.name() == name);
        known.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// A name that no format has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat(String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Format::ALL.map(Format::name).join(", ");
        write!(formatter, "unknown output format `{}`; the formats are {names}", self.0)
    }
}

impl std::error::Error for UnknownFormat {}

/// Writes the findings in a format; the output depends on nothing but the arguments.
pub fn write(
    out: &mut dyn Write,
    report: &Report,
    format: Format,
    settings: &Settings<'_>,
) -> io::Result<()> {
    let all = || selection::certain(report, settings.threshold);
    let shown = || selection::shown(report, settings.threshold);
    match format {
        Format::Full => full::write(out, &shown(), settings),
        Format::Concise => concise::write(out, &shown(), settings),
        Format::Json => json::write_array(out, &all()),
        Format::JsonLines => json::write_lines(out, &all()),
        Format::Github => github::write(out, &shown()),
        Format::Gitlab => gitlab::write(out, &shown()),
        Format::Junit => junit::write(out, &shown()),
        Format::Sarif => sarif::write(out, &shown(), report, settings),
    }
}
