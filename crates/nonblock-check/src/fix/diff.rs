//! What `--diff` prints.

use similar::TextDiff;

/// Returns the change of a file as a unified diff; empty where nothing changed.
pub fn unified_diff(path: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after).unified_diff().header(path, path).to_string()
}
