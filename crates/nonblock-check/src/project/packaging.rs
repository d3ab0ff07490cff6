//! Folders that a project's `pyproject.toml` says its modules are imported from, told to its other tools.

use std::fs;
use std::path::{Path, PathBuf};

use toml::Value;

/// Where build tools, test runners and type checkers are told of a folder; `*` is any key.
const SOURCES: &[&[&str]] = &[
    &["tool", "maturin", "python-source"],
    &["tool", "setuptools", "package-dir", ""],
    &["tool", "setuptools", "packages", "find", "where"],
    &["tool", "pytest", "ini_options", "pythonpath"],
    &["tool", "ty", "environment", "root"],
    &["tool", "mypy", "mypy_path"],
    &["tool", "pyright", "extraPaths"],
    &["tool", "pdm", "build", "package-dir"],
    &["tool", "uv", "build-backend", "module-root"],
];

/// Returns the folders named by the `pyproject.toml` in `folder` that exist, without `folder` itself.
pub(super) fn named_roots(folder: &Path) -> Vec<PathBuf> {
    let Ok(text) = fs::read_to_string(folder.join("pyproject.toml")) else { return Vec::new() };
    // A broken file is told of where the settings are read.
    let Ok(table) = text.parse::<toml::Table>() else { return Vec::new() };
    let root = Value::Table(table);
    let mut names: Vec<&str> = Vec::new();
    for path in SOURCES {
        let found = path.iter().try_fold(&root, |it, key| it.get(*key));
        names.extend(found.map(texts).unwrap_or_default());
    }
    names.extend(poetry(&root));
    names
        .into_iter()
        .map(|it| folder.join(it))
        .filter_map(|it| it.canonicalize().ok())
        .filter(|it| it.is_dir() && it != folder)
        .collect()
}

/// `packages = [{ include = "name", from = "folder" }]`.
fn poetry(root: &Value) -> Vec<&str> {
    let packages =
        root.get("tool").and_then(|it| it.get("poetry")).and_then(|it| it.get("packages"));
    let packages = packages.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    packages.iter().filter_map(|it| it.get("from")?.as_str()).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => text.split([',', ':', ';']).map(str::trim).collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
