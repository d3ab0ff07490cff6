//! The Python version a project is written for.

use std::fs;
use std::path::Path;

/// Reads a version such as `3.12` or `3.12.1`.
pub fn parse_version(text: &str) -> Option<(u8, u8)> {
    let mut parts = text.trim().split('.');
    let major = parts.next()?.parse().ok()?;
    let minor = parts.next()?.parse().ok()?;
    parts.all(|it| it.starts_with(|c: char| c.is_ascii_digit())).then_some((major, minor))
}

/// Returns the version of the interpreter below `prefix`.
pub(super) fn of_prefix(prefix: &Path) -> Option<(u8, u8)> {
    of_configuration(&prefix.join("pyvenv.cfg")).or_else(|| of_library(&prefix.join("lib")))
}

fn of_configuration(file: &Path) -> Option<(u8, u8)> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        matches!(key.trim(), "version" | "version_info").then(|| parse_version(value)).flatten()
    })
}

fn of_library(library: &Path) -> Option<(u8, u8)> {
    let entries = fs::read_dir(library).ok()?;
    entries
        .filter_map(Result::ok)
        .filter(|it| it.path().join("os.py").exists())
        .filter_map(|it| parse_version(it.file_name().to_str()?.strip_prefix("python")?))
        .max()
}

/// Returns the lowest version that `requires-python` in the root's `pyproject.toml` admits.
pub(super) fn required(root: &Path) -> Option<(u8, u8)> {
    let text = fs::read_to_string(root.join("pyproject.toml")).ok()?;
    let table: toml::Table = text.parse().ok()?;
    let required = table.get("project")?.get("requires-python")?.as_str()?;
    lower_bound(required)
}

fn lower_bound(specifier: &str) -> Option<(u8, u8)> {
    specifier.split(',').find_map(|clause| {
        let clause = clause.trim();
        let version = ["~=", ">=", "=="].iter().find_map(|it| clause.strip_prefix(it))?;
        parse_version(version.trim().trim_end_matches(".*"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_need_a_minor_part() {
        assert_eq!(parse_version("3.12"), Some((3, 12)));
        assert_eq!(parse_version(" 3.12.1"), Some((3, 12)));
        assert_eq!(parse_version("3"), None);
        assert_eq!(parse_version("3.x"), None);
        assert_eq!(parse_version("three"), None);
    }

    #[test]
    fn the_lower_bound_counts() {
        assert_eq!(lower_bound(">=3.10,<4"), Some((3, 10)));
        assert_eq!(lower_bound("<4, >= 3.11"), Some((3, 11)));
        assert_eq!(lower_bound("==3.12.*"), Some((3, 12)));
        assert_eq!(lower_bound("<3.13"), None);
    }
}
