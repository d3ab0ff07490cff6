//! How a report is written: for whom, in which colours, from which severity on.

use std::fmt;

use nonblock_catalogue::Severity;

use crate::finding::{Confidence, Finding};
use crate::palette::Palette;
use crate::sources::{NoSources, Sources};

/// What every writer needs to know beside the report.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Source lines, for the formats that show them.
    pub sources: &'a dyn Sources,
    /// Colours, for the formats that a person reads at a terminal.
    pub palette: Palette,
    /// Columns of the terminal: longer source lines are cut.
    pub width: usize,
    /// What is quiet or doubtful enough to be left out; `json` and `json-lines` carry quiet findings all the same.
    pub threshold: Threshold,
    /// Our version, for the formats that name their tool.
    pub version: &'a str,
}

impl fmt::Debug for Settings<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("palette", &self.palette)
            .field("width", &self.width)
            .field("threshold", &self.threshold)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Default for Settings<'_> {
    fn default() -> Self {
        Self {
            sources: &NoSources,
            palette: Palette::Plain,
            width: 140,
            threshold: Threshold::default(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// The quietest and least certain finding that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Findings below are hidden and counted.
    pub severity: Severity,
    /// Findings below are hidden and counted.
    pub confidence: Confidence,
}

impl Threshold {
    /// Returns whether the finding is shown.
    pub fn admits(self, finding: &Finding) -> bool {
        self.severity <= finding.severity && self.confidence <= finding.confidence
    }
}

impl Default for Threshold {
    fn default() -> Self {
        Self { severity: Severity::Warning, confidence: Confidence::Possible }
    }
}
