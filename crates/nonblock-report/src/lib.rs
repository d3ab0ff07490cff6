//! Findings as plain data, and their many faces: text, JSON, SARIF, GitHub, GitLab, JUnit.
//!
//! `finding` is the data; [`write()`] gives it one of the faces in [`Format`]; [`write_summary`], [`write_statistics`]
//! and [`write_problems`] add what a person wants to know beside it. Nothing here opens a file: the source lines that
//! some formats show come through [`Sources`].

mod finding;
pub mod recording;
pub mod stall;

mod format;
mod selection;
mod settings;
mod sources;

mod escape;
mod palette;
mod words;

mod chain;
mod concise;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod sarif;

mod problems;
mod statistics;
mod summary;

pub use finding::{
    Confidence, Confirmation, Coverage, Edit, Entrance, Finding, Fix, Frame, Location,
    MOST_ENTRANCES, Position, Problem, Report, Rule, Safety, Sink,
};
pub use format::{Format, UnknownFormat, write};
pub use palette::Palette;
pub use problems::write_problems;
pub use settings::{Settings, Threshold};
pub use sources::{NoSources, Sources};
pub use statistics::{Statistics, Tally, write_statistics};
pub use summary::write_summary;
