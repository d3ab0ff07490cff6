//! What can be wrong with a catalogue file.

/// A catalogue file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The file is not TOML, or not of the catalogue's shape.
    #[error("cannot read catalogue {origin}, line {line}: {problem}\nhint: {hint}")]
    Malformed {
        /// The file, as the caller named it.
        origin: String,
        /// The line, counted from 1.
        line: usize,
        /// What the parser met.
        problem: String,
        /// The way out.
        hint: String,
    },
    /// An entry says something that cannot be meant.
    #[error("cannot use catalogue {origin}, line {line}: `{key}`: {problem}\nhint: {hint}")]
    Invalid {
        /// The file, as the caller named it.
        origin: String,
        /// The line, counted from 1.
        line: usize,
        /// The key whose value is wrong.
        key: &'static str,
        /// What is wrong, with the value.
        problem: String,
        /// The way out.
        hint: String,
    },
}
