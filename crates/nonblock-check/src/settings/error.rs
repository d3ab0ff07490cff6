//! What can be wrong with settings.

use std::fmt;
use std::io;
use std::path::Path;

use nonblock_catalogue::CatalogueError;

/// A setting that cannot be used: where it stands, what is wrong, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// The file with its line, or the flag.
    pub origin: String,
    /// What is wrong, with the value.
    pub message: String,
    /// The way out; may be empty.
    pub hint: String,
}

impl SettingsError {
    pub(super) fn new(
        origin: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { origin: origin.into(), message: message.into(), hint: hint.into() }
    }

    pub(super) fn unreadable(path: &Path, what: &str, error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::NotFound => format!("the {what} does not exist"),
            io::ErrorKind::PermissionDenied => format!("cannot read the {what}: permission denied"),
            io::ErrorKind::InvalidData => format!("cannot read the {what}: it is not UTF-8"),
            _ => format!("cannot read the {what}: {error}"),
        };
        Self::new(path.to_string_lossy(), message, "check the path")
    }

    pub(super) fn catalogue(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Malformed { origin, line, problem, hint } => {
                Self::new(format!("{origin}:{line}"), problem, hint)
            }
            CatalogueError::Invalid { origin, line, key, problem, hint } => {
                Self::new(format!("{origin}:{line}"), format!("`{key}`: {problem}"), hint)
            }
        }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.origin, self.message)?;
        if !self.hint.is_empty() {
            write!(formatter, "\nhint: {}", self.hint)?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingsError {}

/// Returns "did you mean `x`?" for the known name that is nearest to a wrong one, else the list of all.
pub(super) fn nearest(wrong: &str, known: &[&str]) -> String {
    let close = known
        .iter()
        .map(|it| (strsim::damerau_levenshtein(wrong, it), it))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, name)| *distance <= (name.len() / 3).max(1));
    match close {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None if known.is_empty() => String::new(),
        None => format!(
            "known: {}",
            known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
        ),
    }
}
